import { expect, test } from "vitest";
import { createHandles } from "#server/reports/handles.ts";
import { readProgress } from "#server/reports/progress.ts";
import { createReportQueue } from "#server/reports/report-queue.ts";
import { testDatabase } from "#server/testing/database.ts";
import { startedOutside } from "#server/testing/outside.ts";

const { pool } = await testDatabase();
const handles = createHandles("a secret for tests that is long enough", "");
const told: number[][] = [];
const queue = createReportQueue(pool, (taskIds) => told.push(taskIds));

const begun = async () => (await startedOutside(pool, handles)).task;
const done = (newSuccess: number, newFailures = 0) => ({ newSuccess, newFailures });

test("reports that arrive together are added up for each task and share few commits", async () => {
  const [a, b] = [await begun(), await begun()];
  told.length = 0;
  const added = await Promise.all(
    Array.from({ length: 1_000 }, (_, index) => queue.add(index % 2 ? a : b, done(2, index % 4 === 0 ? 1 : 0))),
  );
  expect(new Set(added)).toEqual(new Set([true]));
  expect(await readProgress(pool, a.taskId)).toMatchObject({ succeeded: 1_000, failed: 0 });
  expect(await readProgress(pool, b.taskId)).toMatchObject({ succeeded: 1_000, failed: 250 });
  expect(told.length).toBeLessThan(20);
  expect(queue.waiting).toBe(0);
});

test("a report that the database refuses fails no other", async () => {
  const [a, b] = [await begun(), await begun()];
  const answers = await Promise.allSettled([queue.add(a, done(1)), queue.add(b, done(0.5)), queue.add(a, done(2))]);
  expect(answers.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
  expect(await readProgress(pool, a.taskId)).toMatchObject({ succeeded: 3 });
  expect(await readProgress(pool, b.taskId)).toMatchObject({ succeeded: 0 });
});

test("counters are large, and stop at the largest number that JSON can carry", async () => {
  const task = await begun();
  await queue.add(task, done(3_000_000_000));
  expect(await readProgress(pool, task.taskId)).toMatchObject({ succeeded: 3_000_000_000 });
  for (let report = 0; report < 3; report++) await queue.add(task, done(Number.MAX_SAFE_INTEGER - 1, 1));
  expect(await readProgress(pool, task.taskId)).toMatchObject({ succeeded: Number.MAX_SAFE_INTEGER, failed: 3 });
});

test("what an ended attempt reports is left out, and what is reported of the task's present one is not", async () => {
  const task = await begun();
  const answers = await Promise.all([
    queue.add({ ...task, attempt: task.attempt + 1 }, done(7)),
    queue.add(task, done(1)),
    queue.add({ taskId: 999_999_999, attempt: 1 }, done(1)),
  ]);
  expect(answers).toEqual([false, true, false]);
  expect(await readProgress(pool, task.taskId)).toMatchObject({ succeeded: 1 });
});

test("two web processes that report on the same tasks in other orders never lock each other out", async () => {
  const tasks = [await begun(), await begun(), await begun()];
  const other = createReportQueue(pool, () => undefined);
  const through = (to: typeof queue, order: typeof tasks) =>
    Array.from({ length: 100 }, () => Promise.all(order.map((task) => to.add(task, done(1)))));
  await Promise.all([...through(queue, tasks), ...through(other, tasks.toReversed())]);
  for (const { taskId } of tasks) expect(await readProgress(pool, taskId)).toMatchObject({ succeeded: 200 });
});
