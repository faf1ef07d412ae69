import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { REDACTED } from "#core/delivery/redact.ts";
import { rotateSigningSecret } from "#server/deliveries/signing-secret.ts";
import { definitionOf, publishDefinition } from "#server/engine/testing/published.ts";
import { FAILED } from "#server/engine/testing/test-worker.ts";
import { testDatabase } from "#server/testing/database.ts";
import { answering, deliveryBench, hook } from "#worker/deliveries/delivery-bench.ts";

const { pool } = await testDatabase();
const { secretBox, worker, sender, receiver, start, rows, statuses, clear, close } = deliveryBench(pool);
afterEach(clear);
afterAll(close);
const until = (expected: string[]) => vi.waitFor(async () => expect(await statuses()).toEqual(expected), 10_000);

test("only the matching trigger of success and failure is sent, with what happened in its body", async () => {
  const { seen, url: address } = await receiver(answering(200));
  const body = {
    what: { $: "task.error.code" },
    of: { $: "run.status" },
    was: { $: "task.status" },
    who: { $: "input.who" },
  };
  const actions = [
    { on: "success" as const, url: `${address}/good` },
    { on: "failure" as const, url: `${address}/bad`, body },
  ];
  await start([{ id: "a", actions }], [], { who: "me" });
  await worker.runAll(() => FAILED);
  sender();
  await until(["delivered"]);

  expect(seen.map(({ path }) => path)).toEqual(["/bad"]);
  expect(JSON.parse(seen[0]?.body ?? "")).toEqual({ what: "test", of: "failed", was: "failed", who: "me" });
});

test("the body of a start tells of the start, however late it is sent", async () => {
  const { seen, url: address } = await receiver(answering(200));
  await start([{ id: "a", actions: [{ on: "start", url: address }] }]);
  await worker.runAll();
  sender();
  await until(["delivered"]);

  expect(JSON.parse(seen[0]?.body ?? "")).toMatchObject({
    trigger: "start",
    run: { status: "running", workflow: "test.flow" },
    task: { stage: "a", status: "running", attempt: 1, error: null },
  });
});

test("an action may read outputs, set headers and methods, and send text or nothing", async () => {
  const { seen, url: address } = await receiver(answering(200));
  const stage = (id: string, more: Parameters<typeof hook>[1]) => ({ id, actions: [hook(address, more)] });
  await start([
    stage("a", { method: "PUT", headers: { "X-Id": { $: "task.id" } }, body: { $: "task.output.text" } }),
    stage("b", { method: "GET" }),
  ]);
  const output = { text: "as it is" };
  await worker.runAll(() => ({ to: "completed", output }));
  sender();
  await until(["delivered", "delivered"]);

  const put = seen.find(({ method }) => method === "PUT");
  expect(put).toMatchObject({ body: "as it is", headers: { "content-type": "text/plain; charset=utf-8" } });
  expect(Number(put?.headers["x-id"])).toBeGreaterThan(0);
  expect(seen.find(({ method }) => method === "GET")).toMatchObject({ body: "" });
});

test("an action of the workflow reads the outputs of its stages", async () => {
  const { seen, url: address } = await receiver(answering(200));
  await start([{ id: "a" }], [hook(address, { body: { $: "stages.a.output" } })]);
  await worker.runAll(() => ({ to: "completed", output: { n: 7 } }));
  sender();
  await until(["delivered"]);

  expect(JSON.parse(seen[0]?.body ?? "")).toEqual({ n: 7 });
});

test("a delivery is signed with the workspace's secret, and with the one before for a while after an exchange", async () => {
  const { seen, url: address } = await receiver(answering(200));
  const { workspaceId } = await start([{ id: "a", actions: [hook(address, { body: { text: "größer" } })] }]);
  const before = await rotateSigningSecret(pool, secretBox, workspaceId);
  const { secret } = await rotateSigningSecret(pool, secretBox, workspaceId);
  await worker.runAll();
  sender();
  await until(["delivered"]);

  const [received] = seen;
  if (!received) throw new Error("Nothing was received");
  const { headers, body } = received;
  const [time, ...signatures] = String(headers["heddle-signature"]).split(",");
  const t = /^t=(\d+)$/.exec(time ?? "")?.[1];
  const expected = [secret, before.secret].map(
    (each) => `v1=${createHmac("sha256", each).update(`${t}.${body}`).digest("hex")}`,
  );
  expect(signatures).toEqual(expected);
  expect(headers).toMatchObject({ "heddle-trigger": "success", "heddle-delivery": String((await rows())[0]?.id) });
});

test("a delivery is verified in the way that docs/actions.md shows; one that was changed is not", async () => {
  const snippet = /```js\n(.*?)```/s.exec(readFileSync("docs/actions.md", "utf8"))?.[1] ?? "";
  const { isFromHeddle } = (await import(`data:text/javascript,${encodeURIComponent(snippet)}`)) as {
    isFromHeddle: (header: string, body: string, secret: string) => boolean;
  };
  const { seen, url: address } = await receiver(answering(200));
  const { workspaceId } = await start([{ id: "a", actions: [hook(address)] }]);
  const { secret } = await rotateSigningSecret(pool, secretBox, workspaceId);
  await worker.runAll();
  sender();
  await until(["delivered"]);

  const { headers, body } = seen[0] ?? { headers: null, body: "" };
  const signature = String(headers?.["heddle-signature"]);
  expect(isFromHeddle(signature, body, secret)).toBe(true);
  expect(isFromHeddle(signature, `${body} `, secret)).toBe(false);
  expect(isFromHeddle(signature, body, "another")).toBe(false);
  expect(isFromHeddle(signature.replace(/t=\d+/, "t=1"), body, secret)).toBe(false);
});

test("an action cannot set the headers that receivers rely on", async () => {
  const { seen, url: address } = await receiver(answering(200));
  await start([
    { id: "a", actions: [hook(address, { headers: { "Idempotency-Key": "mine", "Heddle-Signature": "mine" } })] },
  ]);
  await worker.runAll();
  sender();
  await until(["delivered"]);

  expect(seen[0]?.headers["idempotency-key"]).toBe((await rows())[0]?.key);
  expect(seen[0]?.headers["heddle-signature"]).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
});

test("of an answer 64 KiB are kept, and what cannot be stored is replaced", async () => {
  const { url: address } = await receiver((_request, response) =>
    response.writeHead(200).end(`\0${"x".repeat(100_000)}`),
  );
  await start([{ id: "a", actions: [hook(address)] }]);
  await worker.runAll();
  sender();
  await until(["delivered"]);

  const [row] = await rows();
  expect(row?.response).toHaveLength(64 * 1024);
  expect(row?.response?.startsWith("\ufffdx")).toBe(true);
});

test("what is kept of a request holds no secrets", async () => {
  const { seen, url: address } = await receiver(answering(200));
  const more = { headers: { Authorization: "Bearer abc" }, body: { password: "abc", name: "me" } };
  await start([{ id: "a", actions: [hook(`${address}/?token=abc`, more)] }]);
  await worker.runAll();
  sender();
  await until(["delivered"]);

  expect(seen).toMatchObject([
    { path: "/?token=abc", headers: { authorization: "Bearer abc" }, body: '{"password":"abc","name":"me"}' },
  ]);
  const [row] = await rows();
  expect(row?.request).toMatchObject({
    url: `${address}/?token=${REDACTED}`,
    headers: { authorization: REDACTED, "heddle-signature": REDACTED },
    body: `{"password":"${REDACTED}","name":"me"}`,
  });
});

test("what an outside system registered is sent as it is: nothing in it is evaluated", async () => {
  const { seen, url: address } = await receiver(answering(200));
  const { runId } = await start([
    { id: "a", kind: "transform", actions: [{ on: "start", url: address, body: "begun" }] },
  ]);
  const { taskId } = await worker.claimOne();
  const registered = { url: `${address}/stop`, body: { text: { $: "input" } } };
  await pool.query("insert into progress (task_id, run_id, cancel_action) values ($1, $2, $3)", [
    taskId,
    runId,
    JSON.stringify(registered),
  ]);
  await pool.query("select engine.cancel_run(workspace_id, id) from run");
  sender();
  await until(["delivered", "delivered"]);

  expect(seen.find(({ path }) => path === "/stop")?.body).toBe('{"text":{"$":"input"}}');
});

test("a complete batch tells its totals", async () => {
  const { seen, url: address } = await receiver(answering(200));
  const { workflowId, workspaceId } = await publishDefinition(pool, definitionOf([{ id: "a" }]));
  await pool.query(
    `insert into batch (workspace_id, workflow_id, created_by, title, metadata, on_complete, run_count, completed_count, failed_count)
     values ($1, $2, 'test', 'Nightly', '{"team":"x"}', $3, 3, 2, 1)`,
    [workspaceId, workflowId, JSON.stringify([{ url: address }])],
  );
  await pool.query("select engine.deliver_batch(id) from batch");
  sender();
  await until(["delivered"]);

  expect(JSON.parse(seen[0]?.body ?? "")).toMatchObject({
    trigger: "complete",
    batch: { title: "Nightly", metadata: { team: "x" }, counts: { total: 3, completed: 2, failed: 1, canceled: 0 } },
  });
});
