import type { Definition } from "#core/definition.ts";
import { DomainError } from "#core/errors.ts";
import type { Failure } from "#core/run-event.ts";
import { MAX_FOLLOW_UPS, MAX_GENERATIONS, type Spawn } from "#core/spawn.ts";
import { findUnstorable } from "#core/storable.ts";
import type { Queryable } from "#server/db.ts";
import type { ClaimedSpawn } from "#server/engine/spawns.ts";
import type { StartRequest } from "#server/engine/start-runs.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { runnableVersion } from "#server/runs/runnable-version.ts";
import { type StartDeps, startRequest } from "#server/runs/start-request.ts";
import type { Payloads } from "#worker/scope.ts";
import { type SpawnScope, spawnScope } from "#worker/spawns/spawn-scope.ts";

export interface SpawnDeps extends StartDeps {
  db: Queryable;
  payloads: Payloads;
}

/** Why a follow-up cannot be started as it stands; nothing was started. */
export class SpawnFailed extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

const fail = (code: string, message: string): never => {
  throw new SpawnFailed({ code, message, retryable: false });
};

async function evaluate(
  expressions: Expressions,
  template: unknown,
  scope: SpawnScope,
  field: string,
): Promise<unknown> {
  const answer = await expressions.resolveTemplate(template, scope);
  if (!answer.ok) throw new SpawnFailed({ ...answer.failure, message: `${field}: ${answer.failure.message}` });
  return answer.value;
}

async function elementsOf({ expressions }: SpawnDeps, spawn: Spawn, scope: SpawnScope): Promise<unknown[] | null> {
  if (!spawn.forEach) return null;
  const list = await evaluate(expressions, spawn.forEach, scope, "forEach");
  if (!Array.isArray(list)) return fail("for_each_not_list", "forEach: is not a list");
  if (list.length > MAX_FOLLOW_UPS)
    return fail(
      "too_many_follow_ups",
      `forEach: has ${list.length} elements; a follow-up starts ${MAX_FOLLOW_UPS} runs at most`,
    );
  return list;
}

/**
 * The runs that a follow-up starts, each input checked against its workflow: none, one, or one for each element.
 * Throws SpawnFailed for what is wrong with the follow-up, and DomainError for what the workflow refuses.
 */
export async function requestsOf(
  deps: SpawnDeps,
  claimed: ClaimedSpawn,
  definition: Definition,
): Promise<StartRequest[]> {
  const { workspaceId, runId, taskId, stageId, spawnId, place, generation } = claimed;
  const declared = stageId === null ? definition : definition.stages.find(({ id }) => id === stageId);
  const spawn = declared?.spawns?.[place];
  if (!spawn) throw new Error(`Version ${claimed.versionId} declares no follow-up ${place} of ${stageId ?? "the run"}`);
  const scope = await spawnScope(deps.db, deps.payloads, claimed, spawn, definition);
  if (spawn.when && (await evaluate(deps.expressions, spawn.when, scope, "when")) !== true) return [];
  const elements = await elementsOf(deps, spawn, scope);
  if (elements?.length === 0) return [];
  if (generation >= MAX_GENERATIONS)
    fail(
      "too_many_generations",
      `Run ${runId} stands at the end of ${generation} runs that caused each other; the next is not started`,
    );

  const version = await runnableVersion(deps.db, workspaceId, { workflow: spawn.workflow });
  const startAt = spawn.delayMs ? new Date(Date.parse(claimed.createdAt) + spawn.delayMs).toISOString() : null;
  const requestFor = async (own: SpawnScope, index: number, field: string): Promise<StartRequest> => {
    const input = spawn.input === undefined ? {} : await evaluate(deps.expressions, spawn.input, own, field);
    const unstorable = findUnstorable(input, field);
    if (unstorable) fail("input_not_storable", unstorable.message);
    const request = await startRequest(deps, { workspaceId, by: `run ${runId}` }, version, input, field, {
      priority: spawn.priority,
    });
    return {
      ...request,
      ...(spawn.itemId && { item_id: itemIdOf(await evaluate(deps.expressions, spawn.itemId, own, "itemId")) }),
      ...(startAt && { start_at: startAt }),
      idempotency_key: `spawn:${spawnId}:${index}`,
      origin_run_id: runId,
      origin_task_id: taskId,
    };
  };
  if (!elements) return [await requestFor(scope, 0, "input")];
  return Promise.all(
    elements.map((element, index) => requestFor({ ...scope, item: element }, index, `forEach.${index}.input`)),
  );
}

function itemIdOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string" && typeof value !== "number")
    return fail("bad_item_id", "itemId: gives neither a text nor a number");
  const unstorable = findUnstorable(String(value), "itemId");
  if (unstorable) return fail("bad_item_id", unstorable.message);
  return String(value).slice(0, 500).toWellFormed();
}

/** What is told of an error that stopped a follow-up; null when it is not the follow-up's fault and may pass. */
export function lastingFailure(error: unknown): Failure | null {
  if (error instanceof SpawnFailed) return error.failure.retryable ? null : error.failure;
  if (error instanceof DomainError) return { code: error.code, message: error.message, retryable: false };
  return null;
}
