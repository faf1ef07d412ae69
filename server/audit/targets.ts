import type { TargetKind } from "#server/audit/standing.ts";

/** What a change is made to: its kind, and the field of the answer, else of what was asked, that holds its id or name. */
export interface Target {
  kind: TargetKind;
  id?: string;
  /** Whether it is the workspace that it is done in. */
  isPresent?: true;
  /** Whether it comes by the thousand: then how it stands is not read before and after. */
  isFrequent?: true;
}

/**
 * The target of each procedure that changes something, by its path; null for one that is a mutation only because its
 * question is too long for an address, or changes only what its caller has read. A test holds this against the router.
 */
export const TARGETS: Readonly<Record<string, Target | null>> = {
  "workflows.create": { kind: "workflow", id: "name" },
  "workflows.duplicate": { kind: "workflow", id: "name" },
  "workflows.archive": { kind: "workflow", id: "name" },
  "workflows.restore": { kind: "workflow", id: "name" },
  "workflows.saveDraft": { kind: "workflow", id: "name" },
  "workflows.publish": { kind: "workflow", id: "name" },
  "workflows.import": { kind: "workflow", id: "name" },
  "workflows.check": null,
  "functions.publish": { kind: "function", id: "name" },
  "functions.retire": { kind: "function", id: "name" },
  "functions.restore": { kind: "function", id: "name" },
  "trials.savePin": { kind: "workflow", id: "name" },
  "trials.start": { kind: "trial", id: "trialId" },
  "trials.stop": { kind: "trial", id: "trialId" },
  "runs.start": { kind: "run", id: "runId", isFrequent: true },
  "runs.startMany": { kind: "run", id: "runIds", isFrequent: true },
  "runs.update": { kind: "run", id: "runId", isFrequent: true },
  "runs.restartOlder": { kind: "workflow", id: "workflow", isFrequent: true },
  "runs.cancel": { kind: "run", id: "runId" },
  "runs.pause": { kind: "run", id: "runId" },
  "runs.resume": { kind: "run", id: "runId" },
  "runs.retry": { kind: "run", id: "runId" },
  "runs.pauseTasks": { kind: "run", id: "runId" },
  "runs.resumeTasks": { kind: "run", id: "runId" },
  "runs.cancelTasks": { kind: "run", id: "runId" },
  "runs.skipTasks": { kind: "run", id: "runId" },
  "runs.retryTasks": { kind: "run", id: "runId" },
  "runs.rerunTasks": { kind: "run", id: "runId" },
  "runs.retrySpawn": { kind: "run", id: "runId" },
  "rules.create": { kind: "rule", id: "id" },
  "rules.update": { kind: "rule", id: "id" },
  "rules.delete": { kind: "rule", id: "id" },
  "batches.submit": { kind: "batch", id: "batchId", isFrequent: true },
  "batches.setRules": { kind: "batch", id: "batchId" },
  "batches.stop": { kind: "batch", id: "batchId" },
  "reviews.decide": { kind: "review", id: "reviewId" },
  "reviews.requestChanges": { kind: "review", id: "reviewId" },
  "notifications.markRead": null,
  "notifications.chooseEmail": { kind: "notification" },
  "notifications.setChannel": { kind: "notification" },
  "triggers.create": { kind: "trigger", id: "id" },
  "triggers.update": { kind: "trigger", id: "id" },
  "triggers.setEnabled": { kind: "trigger", id: "id" },
  "triggers.remove": { kind: "trigger", id: "id" },
  "triggers.rotateSecret": { kind: "trigger", id: "id" },
  "triggers.runNow": { kind: "trigger", id: "id" },
  "triggers.try": null,
  "events.publish": { kind: "event", id: "name", isFrequent: true },
  "cache.invalidate": { kind: "cache" },
  "deliveries.replay": { kind: "delivery", id: "ids" },
  "signing.show": { kind: "signing secret" },
  "secrets.set": { kind: "secret", id: "name" },
  "secrets.delete": { kind: "secret", id: "name" },
  "services.save": { kind: "service", id: "service.name" },
  "services.refresh": { kind: "service", id: "name" },
  "services.delete": { kind: "service", id: "name" },
  "retention.set": { kind: "retention", id: "workflow" },
  "retention.reset": { kind: "retention", id: "workflow" },
  "people.add": { kind: "person", id: "userId" },
  "people.setRole": { kind: "person", id: "userId" },
  "people.remove": { kind: "person", id: "userId" },
  "groups.save": { kind: "group", id: "name" },
  "groups.delete": { kind: "group", id: "name" },
  "invitations.create": { kind: "invitation", id: "id" },
  "invitations.revoke": { kind: "invitation", id: "id" },
  "workspaces.create": { kind: "workspace", id: "workspaceId" },
  "workspaces.rename": { kind: "workspace", isPresent: true },
  "workspaces.enter": { kind: "workspace", id: "workspaceId" },
  "sessions.end": { kind: "session", id: "id" },
  "sessions.endOthers": { kind: "session" },
  "keys.create": { kind: "key", id: "id" },
  "keys.revoke": { kind: "key", id: "id" },
};

const MAX_ID = 200;

/** The id or name of a target as text; null when neither the answer nor what was asked holds one. */
export function targetId({ id }: Target, asked: unknown, answer: unknown): string | null {
  if (id === undefined) return null;
  const found = at(answer, id) ?? at(asked, id);
  if (Array.isArray(found)) return found.join(", ").slice(0, MAX_ID) || null;
  return typeof found === "string" || typeof found === "number" ? String(found).slice(0, MAX_ID) : null;
}

const at = (value: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (part, name) => (typeof part === "object" && part !== null ? (part as Record<string, unknown>)[name] : undefined),
      value,
    );
