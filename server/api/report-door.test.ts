import { expect, test, vi } from "vitest";
import { cancelRun } from "#server/engine/cancel-run.ts";
import { eventRowsOf, runOf, taskOf } from "#server/engine/testing/rows.ts";
import { createHandles } from "#server/reports/handles.ts";
import { beginProgress } from "#server/reports/progress.ts";
import { testDatabase } from "#server/testing/database.ts";
import { SECRET, serveReports, startedOutside, tell } from "#server/testing/outside.ts";

const { pool } = await testDatabase();
const { url, handles } = await serveReports(pool);

const suspended = async (stage = {}) => {
  const outside = await startedOutside(pool, handles, stage);
  await outside.suspend();
  return outside;
};

test("counters are added up, and success completes the task with them", async () => {
  const { runId, handle } = await suspended();
  expect(await tell(handle, "PUT", { newSuccess: 40 })).toMatchObject({ status: 202, body: { status: "running" } });
  expect((await tell(handle, "PUT", { newSuccess: 2, newFailures: 3 })).status).toBe(202);
  expect((await tell(handle, "PATCH", { expectedCount: 50, metadata: { shard: "b" } })).status).toBe(200);
  expect((await tell(handle, "GET")).body).toEqual({
    status: "running",
    succeeded: 42,
    failed: 3,
    expected: 50,
    metadata: { shard: "b" },
  });

  const end = await tell(handle, "PATCH", { status: "success", newSuccess: 5, output: { rows: 47 } });

  expect(end).toMatchObject({ status: 200, body: { status: "success" } });
  expect(await taskOf(pool, runId, "outside")).toMatchObject({
    status: "completed",
    output: { succeeded: 47, failed: 3, metadata: { shard: "b" }, output: { rows: 47 } },
  });
  expect((await runOf(pool, runId)).status).toBe("completed");
  expect((await tell(handle, "GET")).body).toMatchObject({ status: "success", succeeded: 47, failed: 3 });
});

test("failure fails the task with its reason", async () => {
  const { runId, handle } = await suspended();
  expect((await tell(handle, "PATCH", { status: "failure", failureReason: "No such bucket" })).status).toBe(200);
  expect(await taskOf(pool, runId, "outside")).toMatchObject({
    status: "failed",
    error: { code: "reported_failure", message: "No such bucket" },
  });
});

test("the same end said again is taken and adds nothing; another end is refused with how it stands", async () => {
  const { runId, handle } = await suspended();
  const success = { status: "success", newSuccess: 7 };
  expect((await tell(handle, "PATCH", success)).status).toBe(200);
  expect(await tell(handle, "PATCH", success)).toMatchObject({ status: 200, body: { status: "success" } });
  const refused = await tell(handle, "PATCH", { status: "failure", failureReason: "Changed my mind" });
  expect(refused).toMatchObject({ status: 409, body: { error: { code: "conflict", details: { status: "success" } } } });
  expect(await taskOf(pool, runId, "outside")).toMatchObject({ status: "completed", output: { succeeded: 7 } });
});

test("a report after the end changes nothing", async () => {
  const { handle } = await suspended();
  await tell(handle, "PATCH", { status: "success", newSuccess: 7 });
  expect(await tell(handle, "PUT", { newSuccess: 1 })).toMatchObject({
    status: 409,
    body: { error: { details: { status: "success" } } },
  });
  expect((await tell(handle, "PATCH", { metadata: { late: true } })).status).toBe(409);
  expect((await tell(handle, "GET")).body).toMatchObject({ succeeded: 7, metadata: null });
});

test("of a success and a failure at the same time exactly one wins", async () => {
  for (let round = 0; round < 12; round++) {
    const { runId, handle } = await suspended();
    const ends = await Promise.all([
      tell(handle, "PATCH", { status: "success", newSuccess: 1 }),
      tell(handle, "PATCH", { status: "failure", failureReason: "No" }),
      tell(handle, "PUT", { newSuccess: 1 }),
    ]);
    expect(
      ends
        .slice(0, 2)
        .map(({ status }) => status)
        .toSorted(),
    ).toEqual([200, 409]);
    const { status } = await taskOf(pool, runId, "outside");
    expect(status).toBe(ends[0]?.status === 200 ? "completed" : "failed");
    const settled = (await eventRowsOf(pool, runId)).filter(({ type }) => type === "task.settled");
    expect(settled).toHaveLength(1);
  }
});

test("a report during the start call is taken, and the worker's own result comes too late", async () => {
  const { runId, handle, task, suspend } = await startedOutside(pool, handles);
  expect((await tell(handle, "PUT", { newSuccess: 1 })).status).toBe(202);
  expect((await tell(handle, "PATCH", { status: "success" })).status).toBe(200);
  expect(await suspend()).toEqual([]);
  expect(await taskOf(pool, runId, "outside")).toMatchObject({ status: "completed", attempt: task.attempt });
});

test("a task that a worker has to take up again asks for patience, and nothing is lost", async () => {
  const { runId, handle, task, worker } = await startedOutside(pool, handles);
  await worker.settle([task], { to: "returned", reason: "worker_stopping" });
  for (const [method, body] of [
    ["PUT", { newSuccess: 1 }],
    ["PATCH", { status: "success" }],
  ] as const)
    expect(await tell(handle, method, body)).toMatchObject({ status: 503, retryAfter: "1" });
  await worker.claimOne();
  expect((await tell(handle, "PATCH", { status: "success", newSuccess: 1 })).status).toBe(200);
  expect(await taskOf(pool, runId, "outside")).toMatchObject({ status: "completed", output: { succeeded: 1 } });
});

test("a failure that may be retried gets a new attempt with a handle of its own; the old one changes nothing any more", async () => {
  const { runId, handle, worker, suspend } = await startedOutside(pool, handles, {
    retry: { maxAttempts: 2, backoffMs: 0 },
  });
  await suspend();
  await tell(handle, "PUT", { newSuccess: 9 });
  const failure = { status: "failure", failureReason: "Try again" };
  expect((await tell(handle, "PATCH", failure)).status).toBe(200);
  expect(await taskOf(pool, runId, "outside")).toMatchObject({ status: "pending", attempt: 1 });
  expect((await tell(handle, "PATCH", failure)).status).toBe(200);

  const second = await worker.claimOne();
  expect(second.attempt).toBe(2);
  expect((await tell(handle, "PATCH", failure)).status).toBe(200);
  expect(await tell(handle, "PATCH", { status: "success" })).toMatchObject({
    status: 409,
    body: { error: { details: { status: "failure" } } },
  });
  expect((await tell(handle, "PUT", { newSuccess: 1 })).status).toBe(409);
  expect(await taskOf(pool, runId, "outside")).toMatchObject({ status: "running", attempt: 2 });
  await beginProgress(pool, second, null);
  expect((await tell(handles.urlOf(second), "PUT", { newSuccess: 4 })).status).toBe(202);
  expect((await tell(handles.urlOf(second), "GET")).body).toMatchObject({ status: "running", succeeded: 4 });
  expect((await tell(handle, "GET")).body).toMatchObject({ status: "failure", succeeded: 0 });
});

test("a failure that says that no retry helps is final", async () => {
  const { runId, handle } = await suspended({ retry: { maxAttempts: 5, backoffMs: 0 } });
  await tell(handle, "PATCH", { status: "failure", failureReason: "Bad input", retryable: false });
  expect(await taskOf(pool, runId, "outside")).toMatchObject({ status: "failed", attempt: 1 });
});

test("a canceled task takes no report, and says that it was canceled", async () => {
  const { workspaceId, runId, handle } = await suspended();
  await cancelRun(pool, workspaceId, runId);
  expect(await tell(handle, "PUT", { newSuccess: 1 })).toMatchObject({
    status: 409,
    body: { error: { details: { status: "canceled" } } },
  });
  expect(await tell(handle, "PATCH", { status: "success" })).toMatchObject({
    status: 409,
    body: { error: { details: { status: "canceled" } } },
  });
});

test("nobody reports with a handle that was not made here", async () => {
  const { task } = await suspended();
  const stranger = createHandles("another secret that is long enough too", url);
  for (const handle of [
    stranger.urlOf(task),
    `${url}/api/v1/tasks/${task.taskId}`,
    `${url}/api/v1/tasks/`,
    `${url}/api/v1/tasks/%00`,
  ])
    for (const [method, body] of [
      ["PUT", { newSuccess: 1 }],
      ["PATCH", { status: "success" }],
      ["GET", undefined],
    ] as const)
      expect((await tell(handle, method, body)).status, `${method} ${handle}`).toBe(404);
  const gone = createHandles(SECRET, url).urlOf({ taskId: 999_999_999, attempt: 1 });
  expect((await tell(gone, "PUT", { newSuccess: 1 })).status).toBe(404);
});

test.each([
  ["PUT", "{", "body"],
  ["PUT", {}, "body"],
  ["PUT", { newSuccess: 0 }, "body"],
  ["PUT", { newSuccess: -1 }, "newSuccess"],
  ["PUT", { newSuccess: 1.5 }, "newSuccess"],
  ["PUT", { newSuccess: "1" }, "newSuccess"],
  ["PUT", { newFailures: 1e300 }, "newFailures"],
  ["PUT", { newSuccess: 1, status: "success" }, "status"],
  ["PATCH", [], "body"],
  ["PATCH", {}, "body"],
  ["PATCH", { status: "done" }, "status"],
  ["PATCH", { status: "failure" }, "failureReason"],
  ["PATCH", { status: "failure", failureReason: "No", output: 1 }, "output"],
  ["PATCH", { status: "success", failureReason: "No" }, "failureReason"],
  ["PATCH", { status: "success", output: "\0" }, "output"],
  ["PATCH", { metadata: { a: "\ud800" } }, "metadata.a"],
  ["PATCH", { metadata: [1] }, "metadata"],
  ["PATCH", { expectedCount: -1 }, "expectedCount"],
  ["POST", {}, undefined],
] as const)("%s %j is refused and names what is wrong", async (method, body, field) => {
  const { runId, handle } = await suspended();
  const { status, body: told } = await tell(handle, method, body);
  expect(status).toBe(method === "POST" ? 405 : 400);
  expect(told.error.details?.field).toBe(field);
  expect(await taskOf(pool, runId, "outside")).toMatchObject({ status: "suspended" });
  await pool.query("delete from run where id = $1", [runId]);
});

test("a report of more than 64 KiB is refused, and the connection stays of use", async () => {
  const { handle } = await suspended();
  const large = await tell(handle, "PATCH", { status: "success", output: "x".repeat(70_000) });
  expect(large).toMatchObject({ status: 413, body: { error: { code: "too_large", details: { field: "body" } } } });
  expect((await tell(handle, "PUT", { newSuccess: 1 })).status).toBe(202);
});

test("the log of the run hears of the progress, but not of every report", async () => {
  const { runId, handle } = await suspended();
  for (let report = 0; report < 50; report++) await tell(handle, "PUT", { newSuccess: 2 });
  const told = async () => (await eventRowsOf(pool, runId)).filter(({ type }) => type === "task.progress");
  await vi.waitFor(async () => expect((await told()).at(-1)?.data).toMatchObject({ succeeded: 100 }), 5_000);
  expect((await told()).length).toBeLessThan(10);
});

test("a success of a checked stage is judged by a worker before it counts", async () => {
  const check = { expression: "output.output.good" };
  const { runId, handle, worker } = await suspended({ check } as object);
  expect((await tell(handle, "PATCH", { status: "success", output: { good: true } })).status).toBe(200);
  expect(await taskOf(pool, runId, "outside")).toMatchObject({ status: "pending" });
  expect((await tell(handle, "PATCH", { status: "success" })).status).toBe(200);
  expect((await tell(handle, "PATCH", { status: "failure", failureReason: "No" })).status).toBe(409);
  expect(await worker.claimOne()).toMatchObject({ attempt: 1, suspension: { end: { output: { good: true } } } });
});

test("a report that is repeated under its key counts once, whether the two arrive together or not", async () => {
  const { handle } = await suspended();
  const first = { "idempotency-key": "page-1" };
  const twice = [tell(handle, "PUT", { newSuccess: 5 }, first), tell(handle, "PUT", { newSuccess: 5 }, first)];
  expect((await Promise.all(twice)).map(({ status }) => status)).toEqual([202, 202]);
  expect(await tell(handle, "PUT", { newSuccess: 5 }, first)).toMatchObject({
    status: 202,
    body: { status: "running" },
  });
  expect((await tell(handle, "PUT", { newSuccess: 5 }, { "idempotency-key": "page-2" })).status).toBe(202);
  expect((await tell(handle, "GET")).body).toMatchObject({ succeeded: 10 });
  const long = await tell(handle, "PUT", { newSuccess: 5 }, { "idempotency-key": "k".repeat(201) });
  expect(long).toMatchObject({ status: 400, body: { error: { details: { field: "Idempotency-Key" } } } });
  await tell(handle, "PATCH", { status: "success" });
  expect((await pool.query("select from report_key")).rowCount).toBe(0);
});
