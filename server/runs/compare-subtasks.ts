import type { ComparedSubtasks, DifferingSubtask } from "#core/comparison-views.ts";
import type { Queryable } from "#server/db.ts";

const MAX_BYTES = 64 * 1024 * 1024;
const SAMPLE = 20;

/** The task that fanned out, in the run that did it. */
export interface MadeFanOut {
  runId: number;
  taskId: number;
}

export interface ComparedFanOut {
  stageId: string;
  first: MadeFanOut;
  second: MadeFanOut;
}

/** The subtasks of a fan-out that is named by columns of f, with what tells equal outcomes. */
const subtasksOf = (side: "first" | "second") => `(
  select s.subtask, s.id, s.run_id,
         concat_ws(' ', case when s.skip_reason in ('cached', 'reused') then 'completed' else s.status::text end,
                   coalesce(s.output_hash, md5(s.output::jsonb::text))) as outcome
  from task s
  where s.run_id = f.${side}_run and s.stage_id = f.stage_id and s.parent_id = f.${side}_task)`;

const bytesOf = (side: "first" | "second") => `(
  select coalesce(sum(pg_column_size(s.output)), 0)
  from task s
  where s.run_id = f.${side}_run and s.stage_id = f.stage_id and s.parent_id = f.${side}_task)`;

const taskOf = (alias: string) =>
  `case when ${alias}.id is not null then json_build_object('runId', ${alias}.run_id, 'taskId', ${alias}.id) end`;

const SUBTASKS = `
  select f.stage_id as "stageId", size.is_too_large as "isTooLarge", d.differing, d.sample
  from unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
    f (stage_id, first_run, first_task, second_run, second_task)
  cross join lateral (
    select ${bytesOf("first")} > ${MAX_BYTES} or ${bytesOf("second")} > ${MAX_BYTES} as is_too_large
  ) size
  cross join lateral (
    select count(*)::integer as differing,
           coalesce(json_agg(json_build_object('subtask', p.subtask, 'first', p.first, 'second', p.second) order by p.subtask)
             filter (where p.place <= ${SAMPLE}), '[]') as sample
    from (
      select coalesce(a.subtask, b.subtask) as subtask, ${taskOf("a")} as first, ${taskOf("b")} as second,
             row_number() over (order by coalesce(a.subtask, b.subtask)) as place
      from ${subtasksOf("first")} a
      full join ${subtasksOf("second")} b on b.subtask = a.subtask
      where not size.is_too_large and a.outcome is distinct from b.outcome
    ) p
  ) d`;

interface Row {
  stageId: string;
  isTooLarge: boolean;
  differing: number;
  sample: DifferingSubtask[];
}

const NONE: ComparedSubtasks = { differing: 0, sample: [] };

/** How many subtasks of each fan-out ended otherwise in the second run, and the first of them. */
export async function compareSubtasks(
  db: Queryable,
  fanOuts: readonly ComparedFanOut[],
): Promise<Map<string, ComparedSubtasks>> {
  // What was reused is one and the same.
  const made = fanOuts.filter(({ first, second }) => first.taskId !== second.taskId);
  const answer = new Map(fanOuts.map(({ stageId }) => [stageId, NONE]));
  if (made.length === 0) return answer;
  const { rows } = await db.query<Row>({
    name: "compare_subtasks",
    text: SUBTASKS,
    values: [
      made.map(({ stageId }) => stageId),
      made.map(({ first }) => first.runId),
      made.map(({ first }) => first.taskId),
      made.map(({ second }) => second.runId),
      made.map(({ second }) => second.taskId),
    ],
  });
  for (const { stageId, isTooLarge, differing, sample } of rows)
    answer.set(stageId, { differing: isTooLarge ? null : differing, sample });
  return answer;
}
