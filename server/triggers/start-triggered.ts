import { DomainError } from "#core/errors.ts";
import { findUnstorable } from "#core/storable.ts";
import type { Queryable } from "#server/db.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { refusalOf } from "#server/runs/check-input.ts";
import { runnableVersion } from "#server/runs/runnable-version.ts";
import type { StartQueue } from "#server/runs/start-queue.ts";
import { type StartDeps, type Starter, startRequest } from "#server/runs/start-request.ts";

export interface TriggeredDeps extends StartDeps {
  pool: Queryable;
  startQueue: StartQueue;
}

/** The run that an idempotency key has started; null when there is none. */
export async function runOfKey(db: Queryable, workspaceId: string, key: string): Promise<number | null> {
  const { rows } = await db.query<{ id: number }>({
    name: "run_of_key",
    text: "select id from run where workspace_id = $1 and idempotency_key = $2",
    values: [workspaceId, key],
  });
  return rows[0]?.id ?? null;
}

/** Starts a run of the published version for a trigger; the same key starts one run, whatever the input is the second time. */
export async function startTriggered(
  deps: TriggeredDeps,
  who: Starter,
  workflow: string,
  input: unknown,
  key: string | null,
): Promise<number> {
  const version = await runnableVersion(deps.pool, who.workspaceId, { workflow });
  const request = await startRequest(deps, who, version, input, "input");
  const { runId } = await deps.startQueue.start({ ...request, idempotency_key: key });
  return runId;
}

/** The input that a mapping makes of what came in; without a mapping it is `given` itself. A refusal names the mapping. */
export async function mapInput(
  expressions: Expressions,
  mapping: string | undefined,
  scope: unknown,
  given: unknown,
): Promise<unknown> {
  if (mapping === undefined) return given;
  const answer = await expressions.evaluate(mapping, scope);
  if (!answer.ok) throw refusalOf(answer.failure, "mapping");
  if (answer.value === undefined || answer.value === null)
    throw new DomainError("bad_input", "mapping: gives nothing for what came in", { field: "mapping" });
  const unstorable = findUnstorable(answer.value, "input");
  if (unstorable) throw new DomainError("bad_input", `mapping: ${unstorable.message}`, { field: unstorable.path });
  return answer.value;
}

/** Whether a filter lets an event through, as a `when` does: by being true. */
export async function passesFilter(
  expressions: Expressions,
  filter: string | undefined,
  scope: unknown,
): Promise<boolean> {
  if (filter === undefined) return true;
  const answer = await expressions.evaluate(filter, scope);
  if (!answer.ok) throw refusalOf(answer.failure, "filter");
  return answer.value === true;
}
