import { iso } from "#server/runs/sql-fragments.ts";

/**
 * How many runs, or items by name, one request looks through at most. What it asks for may be rare among a million runs:
 * then a page comes short, or empty, with a cursor to go on from, and no request takes longer than another.
 */
export const LOOKED_THROUGH = 5_000;

const UNFINISHED = ["queued", "running", "awaiting_review", "paused"] as const;
const COLUMNS = "r.id, r.workflow_id, r.item_id, r.status, r.version_id, r.created_at, r.finished_at";

/** Runs to look at: the statement that reads them, and in which order a page has them. */
export interface Candidates {
  sql: string;
  order: string;
  reversed: string;
  /** Whether one may be an earlier run of its item. */
  mayBeEarlier: boolean;
}

const newest = (condition: string, before: string): string =>
  `select ${COLUMNS} from run r where ${condition} and r.id < ${before} order by r.id desc limit ${LOOKED_THROUGH}`;

const BY_RUN = { order: "id desc", reversed: "id", mayBeEarlier: true };

/** The newest runs of a workflow. All arguments are placeholders. */
export const newestRuns = (workflow: string, before: string): Candidates => ({
  ...BY_RUN,
  sql: newest(`r.workflow_id = ${workflow}`, before),
});

/** The newest unfinished runs of a workspace, each status in its index's order: a stage that has not ended is in no other. */
export const newestUnfinishedRuns = (workspace: string, before: string): Candidates => {
  const each = UNFINISHED.map((status) => newest(`r.workspace_id = ${workspace} and r.status = '${status}'`, before));
  const union = each.map((one) => `(${one})`).join(" union all ");
  return { ...BY_RUN, sql: `select * from (${union}) u order by id desc limit ${LOOKED_THROUGH}` };
};

/** The latest run of each item that begins with the prefix, by item: one step of an index an item. */
export const itemsByName = (workflow: string, after: string, prefix: string): Candidates => {
  const next = (last: string): string => `
    select ${COLUMNS} from run r
    where r.workflow_id = ${workflow} and r.item_id is not null and r.item_id collate "C" > ${last}
      and r.item_id collate "C" >= ${prefix} and r.item_id collate "C" < ${prefix} || chr(1114111)
    order by r.item_id collate "C", r.id desc
    limit 1`;
  return {
    order: 'item_id collate "C"',
    reversed: 'item_id collate "C" desc',
    mayBeEarlier: false,
    sql: `
    with recursive item as (
      (${next(after)})
      union all
      select next.* from item cross join lateral (${next("item.item_id")}) next
    )
    select * from item limit ${LOOKED_THROUGH}`,
  };
};

/** Whether candidate c is the latest run of its item: a probe of run_items each, never a join over all runs. */
export const isLatest = (workflow: string): string => `(
    select n.id from run n
    where n.workflow_id = ${workflow} and n.item_id is not null and n.item_id collate "C" = c.item_id collate "C" and n.id > c.id
    limit 1
  ) is null`;

/** Whether the stage, or any without one, stands as one of the statuses in run c. */
export const standsSo = (stage: string | null, statuses: string): string => `exists (
    select from task t
    where t.run_id = c.id ${stage ? `and t.stage_id = ${stage}` : ""} and t.subtask is null and t.is_latest and t.status = any (${statuses})
    offset 0
  )`;

const CELLS = `(
    select coalesce(json_object_agg(t.stage_id, json_strip_nulls(json_build_object(
             'status', t.status, 'total', t.subtask_count,
             'open', case when t.subtask_count is not null then t.subtask_open end,
             'failed', case when t.subtask_count is not null then t.subtask_failed end))), '{}')
    from stage s
    cross join lateral (
      select status, stage_id, subtask_count, subtask_open, subtask_failed from task
      where run_id = p.id and stage_id = s.stage_id and subtask is null and is_latest
      limit 1
    ) t
    where s.version_id = p.version_id
  )`;

/** One page: of the candidates those that fulfil the conditions, and how far the search has come. */
export const pageStatement = ({ sql, order, reversed }: Candidates, conditions: string[], limit: string): string => `
  with candidate as materialized (${sql}),
  page as (
    select c.* from candidate c
    where ${conditions.join(" and ")}
    order by ${order}
    limit ${limit}
  )
  select (select count(*) from candidate) as looked,
         (select json_build_object('runId', id, 'itemId', item_id) from candidate order by ${reversed} limit 1) as last,
         (select coalesce(json_agg(json_build_object(
            'itemId', p.item_id, 'runId', p.id, 'status', p.status, 'createdAt', ${iso("p.created_at")},
            'finishedAt', ${iso("p.finished_at")}, 'cells', ${CELLS}) order by ${order}), '[]')
          from page p) as rows`;
