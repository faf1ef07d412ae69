import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { EventName, TriggerSettings } from "#core/trigger.ts";
import type { PublishedEventView } from "#core/views.ts";
import type { Principal } from "#server/auth/principal.ts";
import { hashOf } from "#server/content-hash.ts";
import type { Pool, Queryable } from "#server/db.ts";
import { type StartRequest, startRuns } from "#server/engine/start-runs.ts";
import { inTransaction } from "#server/in-transaction.ts";
import { runnableVersion } from "#server/runs/runnable-version.ts";
import { type StartDeps, startRequest } from "#server/runs/start-request.ts";
import { mapInput, passesFilter } from "#server/triggers/start-triggered.ts";

export const PublishEvent = z.object({
  name: EventName,
  payload: z.unknown(),
  idempotencyKey: z.string().min(1).max(200).optional(),
});

interface Deps extends StartDeps {
  pool: Pool;
  leaseMs: number;
}

/** What an event has started, and which triggers started nothing although it was for them. */
export type Published = Pick<PublishedEventView, "runIds" | "failed">;

interface Waiting {
  id: string;
  name: string;
  settings: unknown;
  workflow: string;
}

/** What one trigger makes of an event: a run, nothing, or an error that is its own. */
interface Evaluated {
  trigger: Waiting;
  request?: StartRequest;
  error?: string;
}

/** Events are told of, and their keys hold, for 30 days. Each publication takes some of the oldest away. */
const FORGET_OLD = `
  delete from published_event
  where id in (
    select id
    from (select id, at from published_event where workspace_id = $1 order by id limit 10 for update skip locked) oldest
    where at < now() - interval '30 days'
  )`;

/**
 * Publishes an event: every enabled trigger that waits for its name and lets it through starts a run, all in one
 * transaction. A trigger whose filter, mapping or workflow fails notes why, and holds up no other. The same idempotency
 * key answers with what it started the first time, or refuses another event.
 */
export async function publishEvent(
  deps: Deps,
  who: Principal,
  { name, payload, idempotencyKey }: z.infer<typeof PublishEvent>,
): Promise<Published> {
  const requestHash = idempotencyKey ? hashOf({ name, payload: payload ?? null }) : null;
  const key = idempotencyKey ?? null;
  const earlier = key && (await publishedBefore(deps.pool, who.workspaceId, key, requestHash));
  if (earlier) return earlier;
  // Before the transaction: what takes time holds no locks.
  const event = { event: name, payload: payload ?? null };
  const triggers = await waitingFor(deps.pool, who.workspaceId, name);
  const evaluated = await Promise.all(triggers.map((trigger) => evaluate(deps, who.workspaceId, trigger, event)));
  const recorded = await inTransaction(deps.pool, async (client) => {
    const { rows } = await client.query<{ id: number }>(
      `insert into published_event (workspace_id, name, published_by, idempotency_key, request_hash)
       values ($1, $2, $3, $4, $5)
       on conflict (workspace_id, idempotency_key) do nothing
       returning id`,
      [who.workspaceId, name, who.by, key, requestHash],
    );
    const id = rows[0]?.id;
    await client.query(FORGET_OLD, [who.workspaceId]);
    return id === undefined ? null : await startAll(client, deps.leaseMs, id, evaluated);
  });
  if (recorded) return recorded;
  // Another request with this key was faster.
  const first = key && (await publishedBefore(deps.pool, who.workspaceId, key, requestHash));
  if (!first) throw new Error(`The event under the key ${key} was neither recorded nor found`);
  return first;
}

async function publishedBefore(
  db: Queryable,
  workspaceId: string,
  key: string,
  requestHash: string | null,
): Promise<Published | null> {
  const { rows } = await db.query<{ requestHash: string | null; outcome: Published }>(
    `select request_hash as "requestHash", outcome from published_event where workspace_id = $1 and idempotency_key = $2`,
    [workspaceId, key],
  );
  const [row] = rows;
  if (row && row.requestHash !== requestHash)
    throw new DomainError("conflict", "idempotencyKey: another event was published with this key", {
      field: "idempotencyKey",
    });
  return row?.outcome ?? null;
}

async function waitingFor(db: Queryable, workspaceId: string, event: string): Promise<Waiting[]> {
  const { rows } = await db.query<Waiting>(
    `select t.id, t.name, t.settings, w.name as workflow
     from trigger t
     join workflow w on w.id = t.workflow_id
     where t.workspace_id = $1 and t.event = $2 and t.is_enabled
     order by t.name`,
    [workspaceId, event],
  );
  return rows;
}

async function evaluate(
  deps: Deps,
  workspaceId: string,
  trigger: Waiting,
  event: { event: string; payload: unknown },
): Promise<Evaluated> {
  const settings = TriggerSettings.parse(trigger.settings);
  if (settings.kind !== "event") throw new Error(`Trigger ${trigger.id} waits for no event`);
  try {
    if (!(await passesFilter(deps.expressions, settings.filter, event))) return { trigger };
    const input = await mapInput(deps.expressions, settings.mapping, event, event.payload ?? {});
    const version = await runnableVersion(deps.pool, workspaceId, { workflow: trigger.workflow });
    const who = { workspaceId, by: `event ${event.event} (${trigger.name})` };
    return { trigger, request: await startRequest(deps, who, version, input, "input") };
  } catch (error) {
    if (error instanceof DomainError) return { trigger, error: error.message };
    throw error;
  }
}

/** Starts the runs, notes at each trigger what became of it, and keeps the answer. */
async function startAll(db: Queryable, leaseMs: number, eventId: number, evaluated: Evaluated[]): Promise<Published> {
  // In one order, and before the runs: two events with the same triggers wait for each other here, holding nothing else.
  await db.query("select from trigger where id = any ($1::uuid[]) order by id for update", [
    evaluated.map(({ trigger }) => trigger.id),
  ]);
  const starting = evaluated.flatMap(({ trigger, request }) =>
    request ? [{ ...request, idempotency_key: `event:${eventId}:${trigger.id}` }] : [],
  );
  const started = starting.length > 0 ? await startRuns(db, starting, leaseMs) : [];
  const runIds = started.map(({ runId }) => runId);
  const failed = evaluated.flatMap(({ trigger, error }) => (error ? [{ trigger: trigger.name, message: error }] : []));
  const starters = evaluated.filter(({ request }) => request);
  const notes = [
    ...starters.map(({ trigger }, index) => ({ id: trigger.id, run: runIds[index], error: null })),
    ...evaluated.flatMap(({ trigger, error }) => (error ? [{ id: trigger.id, run: null, error }] : [])),
  ];
  await db.query(
    `update trigger
     set last_at = now(), last_run_id = coalesce(n.run, last_run_id), last_error = n.error
     from json_to_recordset($1) n (id uuid, run bigint, error text)
     where trigger.id = n.id`,
    [JSON.stringify(notes)],
  );
  // A dedupe rule may have answered two triggers with one run.
  const outcome = { runIds: [...new Set(runIds)], failed };
  await db.query("update published_event set outcome = $2 where id = $1", [eventId, JSON.stringify(outcome)]);
  return outcome;
}
