import type { RunEvent } from "#core/run-event.ts";
import type { Queryable } from "#server/db.ts";

const PAGE = 1_000;
/** Logs make events large; a page ends with the first event past this. */
const PAGE_BYTES = 8 * 1024 * 1024;

/** The columns of an event as RunEvent names them. */
export const EVENT_VIEW = `json_strip_nulls(json_build_object('seq', e.seq, 'at', to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                      'type', e.type, 'taskId', e.task_id, 'stageId', e.stage_id, 'round', e.round))::jsonb
                    || jsonb_build_object('subtask', e.subtask, 'data', e.data)`;

/** Some events of a log, and whether there were no more behind them. */
export interface LogPage {
  events: RunEvent[];
  /** Of the data of these events. */
  bytes: number;
  isLast: boolean;
}

/**
 * Events of a run after `seq`, in order, `limit` at most, and fewer when they are large. Numbers have no gaps, so the next
 * page starts at the last one seen. Answers nothing for a run of another workspace.
 */
export async function pageAfter(
  db: Queryable,
  workspaceId: string,
  runId: number,
  seq: number,
  limit = PAGE,
): Promise<LogPage> {
  const { rows } = await db.query<{ event: RunEvent; bytes: number }>({
    name: "events_after",
    text: `select event, bytes
           from (
             select e.seq, sum(octet_length(e.data::text)) over (order by e.seq) as bytes,
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
  return {
    events: rows.map(({ event }) => event),
    bytes: rows.at(-1)?.bytes ?? 0,
    isLast: rows.length < limit && (rows.at(-1)?.bytes ?? 0) < PAGE_BYTES,
  };
}

/** The events of a page alone: only when there is none has the log come to its end. */
export const eventsAfter = async (...which: Parameters<typeof pageAfter>): Promise<RunEvent[]> =>
  (await pageAfter(...which)).events;
