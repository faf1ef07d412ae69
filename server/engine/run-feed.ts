import type { RunEvent } from "#core/run-event.ts";
import type { Queryable } from "#server/db.ts";

const PAGE = 1_000;
/** Logs make events large; a page ends with the first event past this. */
const PAGE_BYTES = 8 * 1024 * 1024;

/** The columns of an event as RunEvent names them. */
export const EVENT_VIEW = `json_strip_nulls(json_build_object('seq', e.seq, 'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                      'type', e.type, 'taskId', e.task_id, 'stageId', e.stage_id, 'round', e.round))::jsonb
                    || jsonb_build_object('subtask', e.subtask, 'data', e.data)`;

/**
 * Events of a run after `seq`, in order, `limit` at most, and fewer when they are large: only an empty page is the end. Numbers have no gaps, so the next page starts at the last one
 * seen. Answers nothing for a run of another workspace.
 */
export async function eventsAfter(
  db: Queryable,
  workspaceId: string,
  runId: number,
  seq: number,
  limit = PAGE,
): Promise<RunEvent[]> {
  const { rows } = await db.query<{ event: RunEvent }>({
    name: "events_after",
    text: `select event
           from (
             select e.seq,
                    sum(octet_length(e.data::text)) over (order by e.seq) - octet_length(e.data::text) as bytes_before,
                    ${EVENT_VIEW} as event
             from event e
             join run r on r.id = e.run_id and r.workspace_id = $1
             where e.run_id = $2 and e.seq > $3
             order by e.seq
             limit $4
           ) page
           where bytes_before < $5
           order by seq`,
    values: [workspaceId, runId, seq, limit, PAGE_BYTES],
  });
  return rows.map(({ event }) => event);
}

/** Where a feed reads from and who wakes it. */
export interface FeedSource {
  db: Queryable;
  /** Yields once at the start, when it listens, and again at each wake-up. */
  wakeups(runId: number, signal: AbortSignal): AsyncIterable<void>;
}

/** All events of a run after `seq`, and those to come, without a gap: it listens first and then reads from the cursor. */
export async function* followRun(
  { db, wakeups }: FeedSource,
  workspaceId: string,
  runId: number,
  seq: number,
  signal: AbortSignal,
): AsyncGenerator<RunEvent> {
  let cursor = seq;
  for await (const _ of wakeups(runId, signal))
    for (
      let page = await eventsAfter(db, workspaceId, runId, cursor);
      page.length > 0;
      page = await eventsAfter(db, workspaceId, runId, cursor)
    )
      for (const event of page) {
        yield event;
        cursor = event.seq;
      }
}
