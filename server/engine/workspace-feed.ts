import type { RunEvent } from "#core/run-event.ts";
import type { Queryable } from "#server/db.ts";
import type { Woken } from "#server/engine/notifier.ts";
import { EVENT_VIEW } from "#server/engine/run-feed.ts";

const PAGE = 500;
const MAX_KNOWN = 20_000;
/** The longest that an event is recorded before others can see it, or hears of it: as far back every look reaches. */
const SLACK_MS = 60_000;

/** An event, and the run that it happened in. */
export type WorkspaceEvent = RunEvent & { runId: number };

/** Events, or that all that happened until a moment has been told: from there somebody may go on. */
export type Told = { events: WorkspaceEvent[] } | { until: number };

interface Source {
  db: Queryable;
  /** Yields at the start, and then whenever runs may have changed: which, or null for any. */
  anyWakeups(signal: AbortSignal): AsyncIterable<Woken>;
}

/** The database's clock, in milliseconds. */
export async function clockOf(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ ms: number }>(
    "select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as ms",
  );
  return rows[0]?.ms ?? 0;
}

const changedSince = async (db: Queryable, workspaceId: string, from: number): Promise<number[]> => {
  const { rows } = await db.query<{ id: number }>({
    name: "runs_changed_since",
    text: `select distinct e.run_id as id
           from event e
           join run r on r.id = e.run_id
           where e.at >= to_timestamp($2::float8 / 1000)
             and r.workspace_id = $1`,
    values: [workspaceId, from],
  });
  return rows.map(({ id }) => id);
};

/** The runs of the workspace among these, with the number of their last event. */
const runsAmong = async (db: Queryable, workspaceId: string, ids: number[]) => {
  const { rows } = await db.query<{ id: number; lastSeq: number }>({
    name: "runs_among",
    text: `select id, last_seq as "lastSeq"
           from run
           where id = any($2::bigint[])
             and workspace_id = $1`,
    values: [workspaceId, ids],
  });
  return rows;
};

/** What logs and counters tell by the second is read of the run itself. */
const EVENTS = `
  select e.run_id as "runId", ${EVENT_VIEW} as event
  from unnest($1::bigint[], $2::int[]) as known (run_id, seq)
  join event e on e.run_id = known.run_id and e.seq > known.seq
  where (known.seq > 0 or e.at >= to_timestamp($3::float8 / 1000))
    and e.type not in ('task.log', 'task.progress')
  order by e.run_id, e.seq
  limit ${PAGE}`;

/** The last event of each run that was told, the run heard of last at the end. */
type Known = Map<number, number>;

function note(known: Known, run: number, seq: number): void {
  known.delete(run);
  known.set(run, seq);
}

/** The events of runs behind those that are known; of a run that nothing is known of those since a moment. */
async function* newsOf(
  db: Queryable,
  workspaceId: string,
  ids: number[],
  known: Known,
  from: number,
): AsyncGenerator<Told> {
  const seqOf = (run: number) => known.get(run) ?? 0;
  // Read before the events: all up to that number are read, also those that are not told.
  const behind = (await runsAmong(db, workspaceId, ids)).filter(({ id, lastSeq }) => lastSeq > seqOf(id));
  let isMore = behind.length > 0;
  while (isMore) {
    const runs = behind.map(({ id }) => id);
    const { rows } = await db.query<{ runId: number; event: RunEvent }>({
      name: "workspace_events",
      text: EVENTS,
      values: [runs, runs.map(seqOf), from],
    });
    for (const { runId, event } of rows) note(known, runId, event.seq);
    if (rows.length > 0) yield { events: rows.map(({ runId, event }) => ({ runId, ...event })) };
    isMore = rows.length === PAGE;
  }
  for (const { id, lastSeq } of behind) note(known, id, Math.max(lastSeq, seqOf(id)));
}

function forget(known: Known): void {
  for (const run of known.keys()) {
    if (known.size <= MAX_KNOWN) return;
    known.delete(run);
  }
}

/**
 * The events of a workspace that come from now on, or all since a moment that was told before; those of a run in order and
 * without a gap. Going on, an event may come again, never be left out: what was recorded before the moment and committed
 * after it is among them.
 */
export async function* followWorkspace(
  { db, anyWakeups }: Source,
  workspaceId: string,
  since: number | null,
  signal: AbortSignal,
): AsyncGenerator<Told> {
  const known: Known = new Map();
  const opened = await clockOf(db);
  let until = Math.min(since ?? opened, opened);
  let from = since === null ? opened : until - SLACK_MS;
  for await (const woken of anyWakeups(signal)) {
    const now = await clockOf(db);
    const changed = woken ? [...woken] : await changedSince(db, workspaceId, from);
    for (let at = 0; at < changed.length; at += PAGE)
      yield* newsOf(db, workspaceId, changed.slice(at, at + PAGE), known, from);
    forget(known);
    until = Math.max(until, now);
    yield { until };
    from = Math.max(from, until - SLACK_MS);
  }
}
