import { beforeAll, describe, expect, test } from "vitest";
import { appRouter } from "#server/api/root.ts";
import { tell } from "#server/notifications/tell.ts";
import { gatedDefinition } from "#server/testing/definitions.ts";
import { type GatedRun, gatedRun } from "#server/testing/gated-run.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let home: Workspace;
let stranger: Caller;
let run: GatedRun;
let keyId: string;
let triggerId: string;
let ruleId: string;
let batchId: number;
let deliveryId: number;
let cacheEntryId: number;
let memberId: string;
const sessionId = "a session of the owner";
let trialId: number;
let invitationId: string;

beforeAll(async () => {
  home = await newWorkspace(services);
  stranger = callerFor(services, await (await newWorkspace(services)).as("owner"));
  run = await gatedRun(services, home, "shared.name");
  const owner = await home.as("owner");
  await tell(services.pool);
  ({ id: keyId } = await callerFor(services, owner).keys.create({ name: "ci", role: "viewer" }));
  memberId = owner.userId;
  await callerFor(services, owner).groups.save({ name: "shared", userIds: [memberId] });
  const invited = { email: "invited@example.org", role: "viewer" } as const;
  ({ id: invitationId } = await callerFor(services, owner).invitations.create(invited));
  await services.prisma.session.create({
    data: { id: sessionId, token: sessionId, userId: memberId, expiresAt: new Date("2100-01-01") },
  });
  ({ id: ruleId } = await callerFor(services, owner).rules.create(RULE));
  const hook = { kind: "webhook", auth: { type: "bearer" } } as const;
  ({ id: triggerId } = await callerFor(services, owner).triggers.create({
    name: "hook",
    workflow: name,
    settings: hook,
  }));
  await callerFor(services, owner).functions.publish({ ...FUNCTION, seen: null });
  await callerFor(services, owner).secrets.set({ name: "SHARED_KEY", value: "v" });
  await callerFor(services, owner).services.save({ service: SERVICE });
  await services.pool.query(
    `insert into secret_use (workspace_id, secret, service, run_id, task_id, attempt)
     values ($1, 'SHARED_KEY', 'shared_api', 1, 1, 1)`,
    [home.workspaceId],
  );
  ({ batchId } = await callerFor(services, owner).batches.submit({ workflow: name, items: [{ id: "x" }] }));
  const { rows } = await services.pool.query<{ id: number }>(
    `insert into delivery (workspace_id, workflow_id, run_id, trigger, action, key, status)
     select workspace_id, workflow_id, id, 'success', 0, 'key', 'exhausted' from run where id = $1 returning id`,
    [run.runId],
  );
  deliveryId = rows[0]?.id ?? 0;
  const kept = await services.pool.query<{ id: number }>(
    `insert into cache_entry (key, workspace_id, workflow_id, stage_id, input_digest, run_id, task_id, size)
     select 'key', workspace_id, workflow_id, 'shape', 'a1', id, $2, 1 from run where id = $1 returning id`,
    [run.runId, run.taskId],
  );
  cacheEntryId = kept.rows[0]?.id ?? 0;
  ({ trialId } = await callerFor(services, owner).trials.start({ name, stage: ALONE, pin: PIN }));
});

const failing = (attempt: Promise<unknown>) =>
  attempt.then(
    () => "ANSWERED",
    (error: { code: string }) => error.code,
  );
const name = "shared.name";
const RULE = { type: "concurrency" as const, fields: [], max: 1_000 };
const SERVICE = {
  name: "shared_api",
  baseUrl: "https://api.example.org",
  auth: { type: "bearer", secret: "SHARED_KEY" },
} as const;
const FUNCTION = { name: "shared", source: "export const a = 1;" };
const ALONE = { id: "shape", kind: "transform", config: { expression: "1" } } as const;
const PIN = { input: {} };
const EVENT = { kind: "event", event: "x" } as const;

/** Each procedure that names something, called by an owner of another workspace. */
const NAMING: Record<string, () => Promise<unknown>> = {
  "workflows.get": () => stranger.workflows.get({ name }),
  "workflows.duplicate": () => stranger.workflows.duplicate({ name, newName: "stolen" }),
  "workflows.archive": () => stranger.workflows.archive({ name }),
  "workflows.restore": () => stranger.workflows.restore({ name }),
  "workflows.saveDraft": () => stranger.workflows.saveDraft({ name, revision: 2, definition: gatedDefinition(name) }),
  "workflows.publish": () => stranger.workflows.publish({ name, revision: 2 }),
  "workflows.versions": () => stranger.workflows.versions({ name }),
  "workflows.version": () => stranger.workflows.version({ name }),
  "workflows.export": () => stranger.workflows.export({ name, format: "json" }),
  "workflows.sample": () => stranger.workflows.sample({ name }),
  "functions.get": () => stranger.functions.get({ name: "shared" }),
  "functions.version": () => stranger.functions.version({ name: "shared" }),
  "functions.publish": () => stranger.functions.publish({ ...FUNCTION, source: "export const a = 2;", seen: 1 }),
  "functions.retire": () => stranger.functions.retire({ name: "shared" }),
  "functions.restore": () => stranger.functions.restore({ name: "shared" }),
  "trials.pin": () => stranger.trials.pin({ name, stageId: "shape" }),
  "trials.savePin": () => stranger.trials.savePin({ name, stageId: "shape", pin: PIN }),
  "trials.lastInput": () => stranger.trials.lastInput({ name, stageId: "shape" }),
  "trials.start": () => stranger.trials.start({ name, stage: ALONE, pin: PIN }),
  "trials.get": () => stranger.trials.get({ trialId }),
  "trials.stop": () => stranger.trials.stop({ trialId }),
  "notifications.setChannel": () => stranger.notifications.setChannel({ secret: "SHARED_KEY" }),
  "runs.start": () => stranger.runs.start({ workflow: name, input: { id: "x" } }),
  "runs.startMany": () => stranger.runs.startMany({ workflow: name, inputs: [{ id: "x" }] }),
  "runs.olderCode": () => stranger.runs.olderCode({ workflow: name }),
  "runs.restartOlder": () => stranger.runs.restartOlder({ workflow: name, version: 1 }),
  "runs.update": () => stranger.runs.update({ runId: run.runId, stages: ["shape"] }),
  "runs.previewUpdate": () => stranger.runs.previewUpdate({ runId: run.runId, stages: ["shape"] }),
  "runs.read": () => stranger.runs.read({ runId: run.runId }),
  "runs.tasks": () => stranger.runs.tasks({ runId: run.runId }),
  "runs.artifacts": () => stranger.runs.artifacts({ runId: run.runId }),
  "runs.get": () => stranger.runs.get({ runId: run.runId }),
  "runs.compare": () => stranger.runs.compare({ runId: run.runId, otherRunId: run.runId }),
  "runs.text": () => stranger.runs.text({ runId: run.runId }),
  "runs.task": () => stranger.runs.task({ runId: run.runId, taskId: run.taskId }),
  "runs.usage": () => stranger.runs.usage({ runId: run.runId }),
  "runs.subtasks": () => stranger.runs.subtasks({ runId: run.runId, stageId: "shape" }),
  "runs.events": () => stranger.runs.events({ runId: run.runId }),
  "runs.feed": async () => {
    for await (const event of await stranger.runs.feed({ runId: run.runId })) return event;
  },
  "runs.follow": () => stranger.runs.follow({ runId: run.runId }),
  "runs.followUps": () => stranger.runs.followUps({ runId: run.runId }),
  "runs.spawns": () => stranger.runs.spawns({ runId: run.runId }),
  "runs.retrySpawn": () => stranger.runs.retrySpawn({ runId: run.runId, spawnId: 1 }),
  "runs.cancel": () => stranger.runs.cancel({ runId: run.runId }),
  "batches.submit": () => stranger.batches.submit({ workflow: name, items: [{ id: "x" }] }),
  "batches.get": () => stranger.batches.get({ batchId }),
  "batches.setRules": () => stranger.batches.setRules({ batchId, stage: "shape", rules: [] }),
  "batches.stop": () => stranger.batches.stop({ batchId }),
  "runs.pause": () => stranger.runs.pause({ runId: run.runId }),
  "runs.resume": () => stranger.runs.resume({ runId: run.runId }),
  "runs.retry": () => stranger.runs.retry({ runId: run.runId, epoch: 0 }),
  "runs.pauseTasks": () => stranger.runs.pauseTasks({ runId: run.runId, taskIds: [run.taskId] }),
  "runs.resumeTasks": () => stranger.runs.resumeTasks({ runId: run.runId, taskIds: [run.taskId] }),
  "runs.cancelTasks": () => stranger.runs.cancelTasks({ runId: run.runId, taskIds: [run.taskId] }),
  "runs.skipTasks": () => stranger.runs.skipTasks({ runId: run.runId, taskIds: [run.taskId] }),
  "runs.retryTasks": () => stranger.runs.retryTasks({ runId: run.runId, taskIds: [run.taskId] }),
  "runs.rerunTasks": () => stranger.runs.rerunTasks({ runId: run.runId, taskIds: [run.taskId] }),
  "runs.calls": () => stranger.runs.calls({ runId: run.runId, taskId: run.taskId }),
  "runs.rounds": () => stranger.runs.rounds({ runId: run.runId, stageId: "shape" }),
  "items.list": () => stranger.items.list({ workflow: name }),
  "items.query": () => stranger.items.query({ workflow: name, stage: "shape", status: "completed" }),
  "reviews.get": () => stranger.reviews.get({ reviewId: run.reviewId }),
  "reviews.decide": () => stranger.reviews.decide({ ...run.seen, decision: "rejected" }),
  "reviews.requestChanges": () => stranger.reviews.requestChanges({ ...run.seen, comment: "No", stages: ["shape"] }),
  "deliveries.get": () => stranger.deliveries.get({ id: deliveryId }),
  "deliveries.replay": () => stranger.deliveries.replay({ ids: [deliveryId] }),
  "rules.update": () => stranger.rules.update({ id: ruleId, rule: RULE }),
  "rules.delete": () => stranger.rules.delete({ id: ruleId }),
  "triggers.create": () => stranger.triggers.create({ name: "x", workflow: name, settings: EVENT }),
  "triggers.get": () => stranger.triggers.get({ id: triggerId }),
  "triggers.update": () => stranger.triggers.update({ id: triggerId, name: "x", workflow: name, settings: EVENT }),
  "triggers.setEnabled": () => stranger.triggers.setEnabled({ id: triggerId, enabled: false }),
  "triggers.remove": () => stranger.triggers.remove({ id: triggerId }),
  "triggers.rotateSecret": () => stranger.triggers.rotateSecret({ id: triggerId }),
  "triggers.runNow": () => stranger.triggers.runNow({ id: triggerId }),
  "triggers.try": () => stranger.triggers.try({ workflow: name, settings: EVENT, sample: {} }),
  "people.setRole": () => stranger.people.setRole({ userId: memberId, role: "viewer" }),
  "people.remove": () => stranger.people.remove({ userId: memberId }),
  "groups.delete": () => stranger.groups.delete({ name: "shared" }),
  "invitations.revoke": () => stranger.invitations.revoke({ id: invitationId }),
  "secrets.delete": () => stranger.secrets.delete({ name: "SHARED_KEY" }),
  "services.get": () => stranger.services.get({ name: "shared_api" }),
  "services.methods": () => stranger.services.methods({ name: "shared_api" }),
  "services.save": () =>
    stranger.services.save({ service: { ...SERVICE, baseUrl: "https://evil.example" }, version: 1 }),
  "services.refresh": () => stranger.services.refresh({ name: "shared_api" }),
  "services.delete": () => stranger.services.delete({ name: "shared_api" }),
  "retention.preview": () => stranger.retention.preview({ workflow: name, keepRuns: 1 }),
  "retention.set": () => stranger.retention.set({ workflow: name, keepRuns: 1 }),
  "retention.reset": () => stranger.retention.reset({ workflow: name }),
  "workspaces.enter": () => stranger.workspaces.enter({ workspaceId: home.workspaceId }),
  "sessions.end": () => stranger.sessions.end({ id: sessionId }),
  "keys.revoke": () => stranger.keys.revoke({ id: keyId }),
};

/** Lists, which answer with what the own workspace has: nothing. */
const LISTING: Record<string, () => Promise<unknown>> = {
  "workflows.list": async () => (await stranger.workflows.list({})).rows,
  "functions.list": async () => (await stranger.functions.list({})).rows,
  "functions.modules": async () => Object.keys(await stranger.functions.modules({ imports: ["functions/shared@1"] })),
  "runs.list": async () => (await stranger.runs.list({})).rows,
  "batches.list": async () => (await stranger.batches.list({})).rows,
  "reviews.list": async () => (await stranger.reviews.list({})).rows,
  "reviews.count": async () => ((await stranger.reviews.count()).open === 0 ? [] : "some"),
  "notifications.list": async () => (await stranger.notifications.list({})).rows,
  "notifications.count": async () => ((await stranger.notifications.count()).unread === 0 ? [] : "some"),
  "notifications.markRead": async () => ((await stranger.notifications.markRead({})).unread === 0 ? [] : "some"),
  "notifications.channel": async () => (await stranger.notifications.channel()).kinds,
  "notifications.watch": async () => {
    for await (const { unread, newestId } of await stranger.notifications.watch())
      return unread === 0 && newestId === null ? [] : "some";
  },
  "deliveries.list": async () => (await stranger.deliveries.list({ runId: run.runId })).rows,
  "deliveries.counts": async () =>
    Object.values(await stranger.deliveries.counts({ runId: run.runId })).filter((count) => count > 0),
  "cache.list": async () => (await stranger.cache.list({ workflow: name })).rows,
  "cache.stats": () => stranger.cache.stats({ workflow: name }),
  "cache.invalidate": async () =>
    (await stranger.cache.invalidate({ ids: [cacheEntryId] })).forgotten === 0 ? [] : "some",
  "rules.list": () => stranger.rules.list(),
  "rules.slots": async () => (await stranger.rules.slots({ ruleId })).rows,
  "triggers.list": async () => (await stranger.triggers.list({})).rows,
  "events.list": async () => (await stranger.events.list({})).rows,
  "secrets.list": () => stranger.secrets.list(),
  "secrets.uses": async () => (await stranger.secrets.uses({ name: "SHARED_KEY" })).rows,
  "services.list": () => stranger.services.list(),
  "groups.list": () => stranger.groups.list(),
  "invitations.list": () => stranger.invitations.list(),
  "retention.list": () => stranger.retention.list(),
  "keys.list": () => stranger.keys.list(),
  "workspaces.list": async () => (await stranger.workspaces.list()).filter(({ id }) => id === home.workspaceId),
  "sessions.list": () => stranger.sessions.list(),
  "sessions.endOthers": async () => ((await stranger.sessions.endOthers()).ended === 0 ? [] : "some"),
  "audit.list": async () => (await stranger.audit.list({ targetKind: "key" })).rows,
  "audit.verify": async () => ((await stranger.audit.verify()).intact ? [] : "broken"),
  "operations.read": async () => {
    const { slowStages, deliveries } = await stranger.operations.read();
    return [...slowStages, ...(deliveries.pending + deliveries.exhausted > 0 ? ["some"] : [])];
  },
  "people.list": async () => (await stranger.people.list()).filter(({ userId }) => userId === memberId),
};

const WITHOUT_A_WORKSPACE = ["session.state", "workflows.check", "workflows.customStages"];
const CREATING = [
  "signing.describe",
  "signing.show",
  "workflows.create",
  "workflows.import",
  "people.add",
  "invitations.create",
  "notifications.settings",
  "notifications.chooseEmail",
  "groups.save",
  "workspaces.create",
  "workspaces.rename",
  "keys.create",
  "events.publish",
  "rules.create",
  "secrets.set",
];

test("every procedure is tried from another workspace, or touches none", () => {
  const tried = [...Object.keys(NAMING), ...Object.keys(LISTING), ...WITHOUT_A_WORKSPACE, ...CREATING];
  expect(tried.sort()).toEqual(Object.keys(appRouter._def.procedures).sort());
});

describe("an owner of another workspace", () => {
  test.each(Object.entries(NAMING))("is told by %s that there is no such thing", async (_, attempt) => {
    expect(await failing(attempt())).toBe("NOT_FOUND");
  });

  test.each(Object.entries(LISTING))("finds nothing in %s", async (_, list) => {
    expect(await list()).toEqual([]);
  });

  test("has changed nothing", async () => {
    const owner = callerFor(services, await home.as("owner"));
    expect((await owner.runs.get({ runId: run.runId })).status).toBe("awaiting_review");
    expect((await owner.reviews.get({ reviewId: run.reviewId })).status).toBe("open");
    expect(await owner.notifications.count()).toMatchObject({ unread: 1 });
    expect(await owner.keys.list()).toHaveLength(1);
    expect(await owner.groups.list()).toMatchObject([{ name: "shared", members: [{ userId: memberId }] }]);
    expect(await owner.invitations.list()).toMatchObject([{ id: invitationId }]);
    expect(await owner.sessions.list()).toMatchObject([{ id: sessionId }]);
    expect(await owner.cache.list({})).toMatchObject({ rows: [{ id: cacheEntryId }] });
    expect((await owner.people.list()).find(({ userId }) => userId === memberId)?.role).toBe("owner");
    expect((await owner.workflows.get({ name })).archivedAt).toBeNull();
    expect(await owner.services.list()).toMatchObject([SERVICE]);
    expect(await owner.functions.get({ name: "shared" })).toMatchObject({ latestVersion: 1, retiredAt: null });
  });
});
