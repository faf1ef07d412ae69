import type { TRPCError } from "@trpc/server";
import { DomainError } from "#core/errors.ts";
import type { Context } from "#server/api/context.ts";
import type { Begun } from "#server/audit/audit-entry.ts";
import { originOf } from "#server/audit/deed.ts";
import { redacted } from "#server/audit/redacted.ts";
import { standingOf } from "#server/audit/standing.ts";
import { TARGETS, type Target, targetId } from "#server/audit/targets.ts";
import type { Principal } from "#server/auth/principal.ts";

/** A new procedure that nobody has told the audit of is in it all the same. */
const UNKNOWN_TARGET: Target = { kind: "other" };

interface Change {
  path: string;
  principal: Principal;
  asked: unknown;
}

type Outcome = { ok: true; data: unknown } | { ok: false; error: TRPCError };

/** Whether nothing was changed: the input does not fit, or the domain refused. */
const isRefusal = ({ code, cause }: TRPCError) => code === "BAD_REQUEST" || cause instanceof DomainError;

/** Makes a change and writes it into the audit: before it is made, so that a crash cannot leave it out, and how it ended. */
export async function audited<Result extends Outcome>(
  { audit, pool, headers }: Context,
  { path, principal, asked }: Change,
  make: () => Promise<Result>,
): Promise<Result> {
  const target = path in TARGETS ? TARGETS[path] : UNKNOWN_TARGET;
  if (!target) return await make();
  const { workspaceId } = principal;
  const { kind } = target;
  const standing = async (id: string | null) =>
    target.isFrequent ? null : redacted(await standingOf(pool, workspaceId, kind, id));
  const idAfter = (answer: unknown) => (target.isPresent ? workspaceId : targetId(target, asked, answer));
  const knownId = idAfter(undefined);
  const change: Begun = {
    at: new Date().toISOString(),
    action: path,
    actorKind: principal.isAgent ? "agent" : principal.kind,
    actorId: principal.keyId ?? principal.userId,
    actor: principal.by,
    role: principal.role,
    ...originOf(headers),
    targetKind: kind,
    targetId: knownId,
    asked: redacted(asked),
    before: await standing(knownId),
  };
  const pending = await audit.begin(workspaceId, change);
  const result = await make();
  if (!result.ok && isRefusal(result.error)) {
    pending.forget();
    return result;
  }
  const id = result.ok ? idAfter(result.data) : knownId;
  const outcome = result.ok ? ("done" as const) : ("failed" as const);
  const ended = standing(id).then((after) => ({ outcome, targetId: id, after }));
  pending.end(ended);
  // Waited for, so that the next change is not in it; its failure is the audit's, and must not undo the answer.
  await ended.catch(() => undefined);
  return result;
}
