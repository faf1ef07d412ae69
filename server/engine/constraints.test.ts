import { afterEach, expect, test } from "vitest";
import { RUN_STATUSES, SKIP_REASONS, TASK_STATUSES } from "#core/statuses.ts";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { COMPLETED, reviewed, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

const LEASED = "status = 'running', lease = gen_random_uuid(), worker_id = gen_random_uuid(), lease_expires_at = now()";

const IMPOSSIBLE_TASKS = [
  ["runs without a lease", "status = 'running'", "leased_exactly_while_an_attempt_runs"],
  [
    "is leased without running",
    "lease = gen_random_uuid(), worker_id = gen_random_uuid(), lease_expires_at = now()",
    "leased_exactly_while_an_attempt_runs",
  ],
  ["is leased while its subtasks run", `${LEASED}, subtask_count = 3`, "leased_exactly_while_an_attempt_runs"],
  [
    "has a lease of nobody",
    "status = 'running', lease = gen_random_uuid(), lease_expires_at = now()",
    "leased_together",
  ],
  [
    "has a lease without an end",
    "status = 'running', lease = gen_random_uuid(), worker_id = gen_random_uuid()",
    "leased_together",
  ],
  ["has settled at no time", "status = 'completed'", "finished_exactly_when_settled"],
  ["has ended without settling", "finished_at = now()", "finished_exactly_when_settled"],
  ["failed without an error", "status = 'failed', finished_at = now()", "failed_says_why"],
  ["was skipped without a reason", "status = 'skipped', finished_at = now()", "skipped_says_why"],
  ["has a reason to be skipped, but was not", "skip_reason = 'outcome'", "skipped_says_why"],
  [
    "was skipped for no known reason",
    "status = 'skipped', finished_at = now(), skip_reason = 'mood'",
    "known_skip_reason",
  ],
  ["is ready at no time", "available_at = null", "pending_says_when"],
  ["stands in line while it runs", `${LEASED}, turn = 0`, "in_line_only_when_pending"],
  ["is held back while it runs", `${LEASED}, blocked_key = 'paused'`, "in_line_only_when_pending"],
  ["stands in line and is held back", "turn = 0, blocked_key = 'paused'", "in_line_or_held_back"],
  ["is suspended for nothing", "status = 'suspended'", "suspended_says_for_what"],
  ["wakes while it is not suspended", "wake_at = now()", "wakes_only_when_suspended"],
  ["waits for fewer than no parents", "wait_finished = -1", "counters_never_pass_zero"],
  ["has fewer than no open subtasks", "subtask_open = -1", "counters_never_pass_zero"],
] as const;

test.each(IMPOSSIBLE_TASKS)("a task that %s is refused", async (_, change, constraint) => {
  const run = await startRun(pool, await publish(pool, [{ id: "a" }]));
  // Out of line, so that the only thing wrong is what is planted.
  await pool.query("update task set turn = null where run_id = $1", [run]);
  await expect(pool.query(`update task set ${change} where run_id = $1`, [run])).rejects.toMatchObject({ constraint });
});

test("a stage has one task a round, and each subtask one", async () => {
  const run = await startRun(pool, await publish(pool, [{ id: "a" }]));
  const again = "insert into task (run_id, stage_id, subtask, status) values ($1, 'a', $2, 'waiting')";
  await pool.query(again, [run, 0]);
  for (const subtask of [0, null])
    await expect(pool.query(again, [run, subtask])).rejects.toMatchObject({
      constraint: "one_task_per_stage_subtask_and_round",
    });
});

test.each([
  ["counts fewer than no open tasks", "open_count = -1", "open_count_never_passes_zero"],
  ["counts fewer than no open reviews", "review_count = -1", "open_count_never_passes_zero"],
  ["completed at no time", "status = 'completed'", "finished_exactly_when_nothing_is_open"],
  ["has ended without a final status", "finished_at = now()", "finished_exactly_when_nothing_is_open"],
  ["has its input twice", "input_hash = 'abc'", "input_is_inline_or_an_artifact"],
])("a run that %s is refused", async (_, change, constraint) => {
  const run = await startRun(pool, await publish(pool, [{ id: "a" }]));
  await expect(pool.query(`update run set ${change} where id = $1`, [run])).rejects.toMatchObject({ constraint });
});

test.each([
  ["is decided by nobody", "status = 'decided', decision = 'approved', decided_at = now()", "decided_completely"],
  ["is open with a decision", "decision = 'approved', decided_by = 'a', decided_at = now()", "decided_completely"],
  [
    "is decided in an unknown way",
    "status = 'decided', decision = 'maybe', decided_by = 'a', decided_at = now()",
    "known_decision",
  ],
  ["does not say what a rejection does", "on_reject = 'shrug'", "known_on_reject"],
])("a review that %s is refused", async (_, change, constraint) => {
  const run = await startRun(pool, await publish(pool, [{ id: "gate", kind: "review" }]));
  await worker.settle([await worker.claimOne()], reviewed());
  await expect(pool.query(`update review set ${change} where run_id = $1`, [run])).rejects.toMatchObject({
    constraint,
  });
});

test("a version that runs were started from cannot be deleted", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  await startRun(pool, published);
  await worker.runAll(() => COMPLETED);
  await expect(pool.query("delete from version where id = $1", [published.versionId])).rejects.toThrow(
    "run_version_id_fkey",
  );
});

test("the database knows the statuses and reasons that the table of moves knows, in its order", async () => {
  const { rows } = await pool.query<{ task: string[]; run: string[]; reasons: string }>(
    `select enum_range(null::task_status)::text[] as task, enum_range(null::run_status)::text[] as run,
            (select pg_get_constraintdef(oid) from pg_constraint where conname = 'known_skip_reason') as reasons`,
  );
  expect(rows[0]?.task).toEqual(TASK_STATUSES);
  expect(rows[0]?.run).toEqual(RUN_STATUSES);
  expect([...(rows[0]?.reasons.matchAll(/'(\w+)'/g) ?? [])].map(([, reason]) => reason)).toEqual([...SKIP_REASONS]);
});
