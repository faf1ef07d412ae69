import { afterEach, expect, test } from "vitest";
import { appendLogs } from "#server/engine/leases.ts";
import { eventsAfter } from "#server/engine/run-feed.ts";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { eventRowsOf, statusesOf, taskOf } from "#server/engine/testing/rows.ts";
import { COMPLETED, rowOf, TestWorker } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();
const worker = new TestWorker(pool);
afterEach(() => pool.query("truncate run cascade"));

const line = (text: string) => ({ at: "2026-01-01T00:00:00.000Z", level: "info" as const, text });

test("a payload that cannot be stored fails its own task, and what settles with it is written", async () => {
  const run = await startRun(pool, await publish(pool, [{ id: "a" }, { id: "b" }, { id: "c" }, { id: "d" }]));
  const [a, b, c, d] = await worker.claim();
  if (!a || !b || !c || !d) throw new Error("Nothing was claimed");
  const { moved } = await worker.advance(
    [
      rowOf(a, COMPLETED),
      rowOf(b, { to: "completed", output: { text: "x\u0000y" } }),
      rowOf(c, { to: "fanned_out", items: ["\ud800"], concurrency: null, keepsFailures: false }),
      { ...rowOf(d, COMPLETED), input: { "\u0000": 1 } },
    ],
    0,
  );
  expect(moved).toHaveLength(4);
  expect(await statusesOf(pool, run)).toEqual({ a: "completed", b: "failed", c: "failed", d: "failed" });
  expect((await taskOf(pool, run, "b")).error).toEqual({
    code: "unstorable",
    message: "output.text holds a NUL character, which cannot be stored",
    retryable: false,
  });
  expect((await taskOf(pool, run, "c")).error?.message).toMatch(/^items.0 /);
});

test("what a failure says is kept, without the characters that cannot be stored", async () => {
  const run = await startRun(pool, await publish(pool, [{ id: "a" }]));
  const error = { code: "stage_failed", message: "bad \u0000 \ud800 text", details: { "\u0000": 1 } };
  await worker.settle([await worker.claimOne()], { to: "failed", error });
  expect((await taskOf(pool, run, "a")).error).toEqual({ code: "stage_failed", message: "bad \ufffd \ufffd text" });
});

test("a log is kept, without the characters that cannot be stored", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  const run = await startRun(pool, published);
  const task = await worker.claimOne();
  await appendLogs(pool, [{ ...task, lines: [line("half \u0000 way")] }]);
  await worker.advance([{ ...rowOf(task, COMPLETED), log: [line("all \u0000 the way")] }], 0);
  const texts = (await eventRowsOf(pool, run)).filter(({ type }) => type === "task.log").map(({ data }) => data.lines);
  expect(texts).toEqual([[line("half \ufffd way")], [line("all \ufffd the way")]]);
  expect(await eventsAfter(pool, published.workspaceId, run, 0)).toHaveLength(7);
});

test("a backslash that only looks like one of them is stored as it is", async () => {
  const run = await startRun(pool, await publish(pool, [{ id: "a" }]));
  await worker.settle([await worker.claimOne()], { to: "completed", output: "\\u0000 \\ud800" });
  expect((await taskOf(pool, run, "a")).output).toBe("\\u0000 \\ud800");
});
