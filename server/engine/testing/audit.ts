import { isFinished, isSettled, mayMove, RUN_MOVES, type RunStatus } from "#core/statuses.ts";
import type { Pool } from "#server/db.ts";
import { runMovesOf, taskMovesOf } from "#server/engine/testing/moves.ts";
import { eventRowsOf, runOf, tasksOf } from "#server/engine/testing/rows.ts";

/**
 * Everything that must hold of a finished run, however it came there. Returns what does not, one sentence each.
 * Needs `recordMoves`.
 */
export async function auditFinished(pool: Pool, runId: number): Promise<string[]> {
  const [run, tasks, events] = [await runOf(pool, runId), await tasksOf(pool, runId), await eventRowsOf(pool, runId)];
  const wrong: string[] = [];
  const expect = (holds: boolean, sentence: string) => void (holds || wrong.push(`run ${runId}: ${sentence}`));

  expect(isFinished(run.status), `is ${run.status}`);
  expect(run.openCount === 0, `counts ${run.openCount} open tasks`);
  expect(run.reviewCount === 0, `counts ${run.reviewCount} open reviews`);
  expect(
    run.taskCount === tasks.filter(({ subtask, isLatest }) => subtask === null && isLatest).length,
    `counts ${run.taskCount} stages`,
  );
  for (const [index, { seq }] of events.entries())
    expect(seq === index + 1, `event ${seq} stands at place ${index + 1}`);
  expect(run.lastSeq === events.length, `says its last event is ${run.lastSeq}, it has ${events.length}`);

  for (const task of tasks) {
    const name = `task ${task.stageId}${task.subtask === null ? "" : `[${task.subtask}]`} of round ${task.round}`;
    const newer = tasks.filter(
      ({ stageId, subtask, round }) => stageId === task.stageId && subtask === task.subtask && round > task.round,
    );
    expect(!(task.isLatest && newer.length > 0), `${name} is the latest beside a later one`);
    expect(isSettled(task.status), `${name} is ${task.status}`);
    expect(task.lease === null, `${name} is still leased`);
    expect(task.subtaskOpen === 0, `${name} counts ${task.subtaskOpen} open subtasks`);
    const settled = events.filter(({ type, taskId }) => type === "task.settled" && taskId === task.id);
    // What a round takes over was told of when it ended, in the round before.
    const before = tasks.find(
      ({ stageId, subtask, round }) => stageId === task.stageId && subtask === task.subtask && round === task.round - 1,
    );
    const isCarried =
      task.subtask !== null &&
      (task.skipReason === "reused" || (settled.length === 0 && task.attempt === 0 && before?.status === task.status));
    expect(settled.length === (isCarried ? 0 : 1), `${name} has ${settled.length} task.settled`);
    expect(
      isCarried || settled[0]?.data.status === task.status,
      `${name} is ${task.status}, its event says ${String(settled[0]?.data.status)}`,
    );
    const started = events.filter(({ type, taskId }) => type === "task.running" && taskId === task.id).length;
    const returned = events.filter(({ type, taskId }) => type === "task.returned" && taskId === task.id).length;
    const woken = events.filter(({ type, taskId }) => type === "task.woken" && taskId === task.id).length;
    expect(
      started - returned - woken === task.attempt,
      `${name} has attempt ${task.attempt} after ${started} starts, ${returned} returns and ${woken} wake-ups`,
    );
    const failedSubtasks = tasks.filter(
      (each) => each.parentId === task.id && (each.status === "failed" || each.status === "canceled"),
    ).length;
    expect(task.subtaskFailed === failedSubtasks, `${name} counts ${task.subtaskFailed} failed subtasks`);
  }

  for (const { taskId, from, to } of await taskMovesOf(pool, runId))
    expect(mayMove(from, to), `task ${taskId} moved from ${from} to ${to}`);
  const moves = await runMovesOf(pool, runId);
  for (const { from, to } of moves)
    expect((RUN_MOVES[from] as readonly RunStatus[]).includes(to), `moved from ${from} to ${to}`);
  const told = events.filter(({ type }) => type === "run.status").map(({ data }) => data.status);
  const walked = ["queued", ...moves.map(({ to }) => to)];
  expect(told.join() === walked.join(), `told of ${told.join()}, moved through ${walked.join()}`);
  const { rows } = await pool.query("select from review where run_id = $1 and status = 'open'", [runId]);
  expect(rows.length === 0, "has open reviews");
  for (const stageId of await followedWrongly(pool, runId))
    expect(false, `${stageId} was followed by too much or too little`);
  const { rows: slots } = await pool.query(
    "select from task_slot where task_id = any (array(select id from task where run_id = $1))",
    [runId],
  );
  expect(slots.length === 0, `holds ${slots.length} slots`);
  return wrong;
}

/** Stages whose end did not cause just the follow-ups and deliveries that they declare: those of how it ended, once. */
async function followedWrongly(pool: Pool, runId: number): Promise<string[]> {
  const { rows } = await pool.query<{ stageId: string }>(
    `select distinct t.stage_id as "stageId"
     from task t
     join run r on r.id = t.run_id
     join stage s on s.version_id = r.version_id and s.stage_id = t.stage_id
     cross join (values ('success', 'completed'), ('failure', 'failed'), ('cancel', 'canceled')) cause (trigger, status)
     where t.run_id = $1 and t.subtask is null
       and (coalesce(cardinality(array_positions(s.actions, cause.trigger)), 0) * (t.status::text = cause.status)::int
              <> (select count(*) from delivery d where d.task_id = t.id and d.trigger = cause.trigger)
            or s.spawn_count * (t.status = 'completed')::int <> (select count(*) from spawn f where f.task_id = t.id))`,
    [runId],
  );
  return rows.map(({ stageId }) => stageId);
}
