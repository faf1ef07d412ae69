import { DomainError } from "#core/errors.ts";
import type { Role } from "#core/roles.ts";
import type { Begun } from "#server/audit/audit-entry.ts";
import type { AuditLog } from "#server/audit/audit-log.ts";
import type { TargetKind } from "#server/audit/standing.ts";
import { addressIn } from "#server/auth/caller-address.ts";

const MAX_AGENT = 200;

/** From where a change was asked for, as the audit keeps it. */
export const originOf = (headers: Headers): Pick<Begun, "address" | "agent"> => ({
  address: addressIn(headers),
  agent: headers.get("user-agent")?.slice(0, MAX_AGENT) ?? null,
});

/** What a person does who does not call a procedure: joins, signs in. */
export interface Deed {
  workspaceId: string;
  action: string;
  person: { userId: string; email: string; role: Role };
  target: { kind: TargetKind; id: string };
}

/** Does it, and writes it into the audit: before, so that a crash cannot leave it out, and how it ended. */
export async function auditedDeed<Result>(
  audit: AuditLog,
  headers: Headers,
  deed: Deed,
  act: () => Promise<Result>,
): Promise<Result> {
  const { workspaceId, action, person, target } = deed;
  const pending = await audit.begin(workspaceId, {
    at: new Date().toISOString(),
    action,
    actorKind: "person",
    actorId: person.userId,
    actor: person.email,
    role: person.role,
    ...originOf(headers),
    targetKind: target.kind,
    targetId: target.id,
    asked: null,
    before: null,
  });
  const ended = (outcome: "done" | "failed") =>
    pending.end(Promise.resolve({ outcome, targetId: target.id, after: null }));
  try {
    const result = await act();
    ended("done");
    return result;
  } catch (error) {
    if (error instanceof DomainError) pending.forget();
    else ended("failed");
    throw error;
  }
}
