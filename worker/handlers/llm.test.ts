import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { recordUsage } from "#server/runs/record-usage.ts";
import { sumUsage } from "#server/runs/sum-usage.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { setSecret } from "#server/secrets/set-secret.ts";
import { saveService } from "#server/services/save-service.ts";
import { testDatabase } from "#server/testing/database.ts";
import { DONE, delta, ending, event, modelServer, refuses, says, streams } from "#server/testing/model-server.ts";
import type { AttemptContext } from "#worker/handlers/handler.ts";
import { llmHandler } from "#worker/handlers/llm.ts";
import { createServices } from "#worker/services/open-service.ts";
import { createServiceCalls } from "#worker/services/service-calls.ts";

const { pool } = await testDatabase();
const secretBox = createSecretBox("a secret for tests that is long enough");
const outbound = { hosts: [], cidrs: ["127.0.0.1/32"] };
const expressions = createExpressionPool({ threads: 1 });
const services = createServiceCalls(createServices({ db: pool, secretBox, outbound }));
const llm = llmHandler({
  record: ({ runId: run, taskId }, used, isDone) => recordUsage(pool, { runId: run, taskId, ...used, isDone }),
  services,
  schemas: expressions,
});

const KEY = "sk-nobody-may-see-this";
const SCHEMA = {
  type: "object",
  properties: { name: { type: "string" }, age: { type: "integer", minimum: 0 } },
  required: ["name", "age"],
};
let server: Awaited<ReturnType<typeof modelServer>>;
let workspaceId: string;
let runId: number;

beforeAll(async () => {
  server = await modelServer();
  runId = await startRun(pool, await publish(pool, [{ id: "a" }]));
  const { rows } = await pool.query<{ workspace: string }>("select workspace_id as workspace from run where id = $1", [
    runId,
  ]);
  workspaceId = rows[0]?.workspace ?? "";
  await setSecret({ pool, secretBox }, workspaceId, { name: "MODEL_KEY", value: KEY }, "somebody");
  const service = { name: "llm", baseUrl: server.url, auth: { type: "bearer" as const, secret: "MODEL_KEY" } };
  await saveService(pool, workspaceId, { service, version: null }, "somebody");
});
beforeEach(() => {
  server.asked.length = 0;
  server.replies.length = 0;
});
afterEach(() => pool.query("delete from llm_usage"));
afterAll(() => {
  expressions.close();
  server.close();
});

/** One attempt, with what it wrote and logged. */
async function ask(config: Record<string, unknown> = {}, more: Partial<AttemptContext> = {}) {
  const written: string[] = [];
  const lines: string[] = [];
  const outcome = await llm({ model: "small", prompt: "Hello", ...config }, null, {
    signal: AbortSignal.timeout(20_000),
    begin: () => {},
    log: (_, text) => lines.push(text),
    write: (_, text) => written.push(text()),
    workspaceId,
    runId,
    taskId: 12,
    attempt: 1,
    feedback: null,
    idempotencyKey: "task-12",
    evaluate: async (template) => template,
    ...more,
  } as AttemptContext);
  return { outcome, written, lines };
}

const usage = async () =>
  (await pool.query("select attempt, model, requests, input_tokens, output_tokens, cost from llm_usage order by id"))
    .rows;

test("the model is asked through its service, with its key, and what it says is the output", async () => {
  server.replies.push(says("Good day to you."));
  const { outcome } = await ask({ system: "Be brief", temperature: 0.5, maxOutputTokens: 50 });
  expect(outcome).toEqual({ kind: "completed", output: "Good day to you." });
  expect(server.asked).toMatchObject([
    {
      headers: { authorization: `Bearer ${KEY}`, "idempotency-key": "task-12-1-1" },
      model: "small",
      stream: true,
      stream_options: { include_usage: true },
      temperature: 0.5,
      max_tokens: 50,
      messages: [
        { role: "system", content: "Be brief" },
        { role: "user", content: "Hello" },
      ],
    },
  ]);
  expect(server.asked[0]).not.toHaveProperty("response_format");
});

test("what an expression gives is the prompt: text as it is, anything else as JSON", async () => {
  server.replies.push(says("ok"), says("ok"));
  const evaluate = async () => ({ model: "large", prompt: { n: 1 } });
  await ask({ model: { $: "m" }, prompt: { $: "p" } }, { evaluate });
  expect(server.asked[0]).toMatchObject({ model: "large", messages: [{ role: "user", content: '{"n":1}' }] });
});

test.each([
  [{ model: null, prompt: "a" }, "bad_model", "config.model"],
  [{ model: "", prompt: "a" }, "bad_model", "config.model"],
  [{ model: "m", prompt: "" }, "bad_prompt", "config.prompt"],
  [{ model: "m" }, "bad_prompt", "config.prompt"],
  [{ model: "m", system: 5, prompt: "a" }, "bad_prompt", "config.system"],
  [{ model: "m", prompt: "x".repeat(4 * 1024 * 1024 + 1) }, "prompt_too_large", "config.prompt"],
])("an expression that gives no question fails the attempt for good: %#", async (given, code, field) => {
  const { outcome } = await ask({}, { evaluate: async () => given });
  expect(outcome).toMatchObject({ failure: { code, message: expect.stringContaining(field), retryable: false } });
  expect(server.asked).toEqual([]);
});

test("all that was said so far is shown while the model speaks", async () => {
  server.replies.push(says("One two three four."));
  const { written } = await ask();
  expect(written.at(0)).toBe("One two");
  expect(written.at(-1)).toBe("One two three four.");
});

test("what the model has used is written down, with its cost", async () => {
  server.replies.push(says("ok"), says("ok"));
  await ask({ inputPrice: 1, outputPrice: 10 });
  await ask({}, { attempt: 2 });
  expect(await usage()).toEqual([
    { attempt: 1, model: "small", requests: 1, input_tokens: 100, output_tokens: 20, cost: 0.0003 },
    { attempt: 2, model: "small", requests: 1, input_tokens: 100, output_tokens: 20, cost: null },
  ]);
  expect(await sumUsage(pool, workspaceId, runId)).toEqual({
    requests: 2,
    inputTokens: 200,
    outputTokens: 40,
    cost: 0.0003,
  });
  await expect(sumUsage(pool, randomUUID(), runId)).rejects.toMatchObject({ code: "not_found" });
});

test("an endpoint that does not tell what was used, or tells nonsense, breaks nothing", async () => {
  server.replies.push(says("ok", { usage: null }));
  expect((await ask()).outcome).toMatchObject({ kind: "completed" });
  expect(await usage()).toEqual([]);
  server.replies.push(says("ok", { usage: { prompt_tokens: -5, completion_tokens: 1e300 } }));
  expect((await ask()).outcome).toMatchObject({ kind: "completed" });
  expect(await usage()).toMatchObject([{ input_tokens: 0, output_tokens: 1e9 }]);
});

test("with a schema the answer is JSON that fits", async () => {
  server.replies.push(says('{"name":"Ann","age":41}'));
  expect((await ask({ schema: SCHEMA })).outcome).toEqual({ kind: "completed", output: { name: "Ann", age: 41 } });
  expect(server.asked[0]).toMatchObject({
    response_format: { type: "json_schema", json_schema: { schema: SCHEMA, strict: false } },
    messages: [{ role: "system", content: expect.stringContaining(JSON.stringify(SCHEMA)) }, { role: "user" }],
  });
});

test.each([
  ["It is Ann.", "it is not JSON"],
  ['{"name":"Ann","age":"old"}', "age"],
  ['```json\n{"name":"Ann"}\n```', "age is missing"],
])("an answer that does not fit (%j) is asked for once more, with what is wrong", async (said, problem) => {
  server.replies.push(says(said), says('{"name":"Ann","age":41}'));
  const { outcome, lines } = await ask({ schema: SCHEMA, inputPrice: 1 });
  expect(outcome).toEqual({ kind: "completed", output: { name: "Ann", age: 41 } });
  expect(lines).toEqual([expect.stringContaining(problem)]);
  expect(server.asked[1]).toMatchObject({
    headers: { "idempotency-key": "task-12-1-2" },
    messages: [
      { role: "system" },
      { role: "user", content: "Hello" },
      { role: "assistant", content: said },
      { role: "user", content: expect.stringContaining(problem) },
    ],
  });
  expect(await usage()).toMatchObject([{ requests: 2, input_tokens: 200, output_tokens: 40, cost: 0.0002 }]);
});

test("what does not fit the second time either fails, with feedback for the next attempt", async () => {
  server.replies.push(says("no"), says('{"name":"Ann"}'));
  const { outcome } = await ask({ schema: SCHEMA });
  expect(outcome).toEqual({
    kind: "failed",
    failure: {
      code: "answer_does_not_fit",
      message: expect.stringContaining("age is missing"),
      retryable: true,
      details: { text: '{"name":"Ann"}' },
    },
    feedback: { summary: "The answer did not fit the schema: age is missing" },
  });
  expect(await usage()).toMatchObject([{ requests: 2 }]);
});

test("a schema that is of no use fails the attempt, and names the field", async () => {
  server.replies.push(says("{}"));
  const { outcome } = await ask({ schema: { $ref: "#/nowhere" } });
  expect(outcome).toMatchObject({
    failure: { code: "bad_schema", message: expect.stringMatching(/^config\.schema: /) },
  });
});

test("the model is told what a check or a reviewer said of the attempt before", async () => {
  server.replies.push(says("better"));
  await ask({}, { feedback: { summary: "Too long", guidance: "Ten words" } });
  expect(server.asked[0]?.messages.at(-1)).toEqual({
    role: "user",
    content: "An earlier answer was sent back: Too long\nGuidance: Ten words",
  });
});

test("without its service the stage says what to set", async () => {
  const { outcome } = await ask({ service: "other" });
  expect(outcome).toMatchObject({
    failure: {
      code: "unknown_service",
      message: expect.stringMatching(/no service other: .* settings, with the base URL .* and its key/),
      retryable: false,
    },
  });
});

test.each([401, 403])("a key that is refused (%i) is not tried again, and the service is named", async (status) => {
  server.replies.push(refuses(status, { error: { message: `Bad key ${KEY}` } }));
  const { outcome } = await ask();
  expect(outcome).toMatchObject({
    failure: { code: "key_refused", message: expect.stringContaining("service llm in the settings"), retryable: false },
  });
  expect(JSON.stringify(outcome)).not.toContain(KEY);
  expect(server.asked).toHaveLength(1);
});

test("too many requests may be tried again, not before the time that the endpoint names", async () => {
  server.replies.push(refuses(429, {}, { "retry-after": "7" }));
  expect((await ask()).outcome).toMatchObject({
    failure: { code: "http_status", retryable: true, details: { status: 429, retryAfter: "7" } },
    retryAfterMs: 7_000,
  });
  expect(server.asked).toHaveLength(1);
});

test.each([
  [500, true],
  [503, true],
  [400, false],
  [404, false],
])("status %i fails the attempt; another one makes sense: %j", async (status, retryable) => {
  server.replies.push(refuses(status));
  expect((await ask()).outcome).toMatchObject({ failure: { code: "http_status", retryable } });
  expect(server.asked).toHaveLength(1);
});

test.each([
  ["cut off by its length", says("Half an ans", { finish: "length" }), "cut_off", false],
  ["stopped by a filter", says("I", { finish: "content_filter" }), "refused", false],
  ["a call of a tool", says("", { finish: "tool_calls" }), "tool_calls", false],
  ["nothing at all", says(""), "empty_answer", true],
  ["a stream without an end", streams(delta("Half")), "bad_stream", true],
  ["no JSON in the stream", streams(delta("Half"), "data: {oops\n\n"), "bad_stream", true],
  ["JSON of another kind", streams(event({ hello: 1 }), DONE), "bad_stream", true],
  ["no stream", streams("<html>Hello</html>"), "bad_stream", true],
  ["an empty body", streams(), "bad_stream", true],
  ["an error in the stream", streams(delta("Half"), event({ error: { message: "overloaded" } })), "model_error", true],
  ["bad input, told late", streams(event({ error: { message: "too long", code: 400 } })), "model_error", false],
])("%s is a failure with a code of its own", async (_, reply, code, retryable) => {
  server.replies.push(reply);
  expect((await ask()).outcome).toMatchObject({ kind: "failed", failure: { code, retryable } });
});

test("a refusal is not taken for an answer", async () => {
  const refusal = event({
    id: "1",
    created: 1,
    model: "test",
    choices: [{ index: 0, delta: { refusal: "I cannot help with that" }, finish_reason: null }],
  });
  server.replies.push(streams(refusal, ending()));
  expect((await ask()).outcome).toMatchObject({
    failure: { code: "refused", message: "The model refused to answer: I cannot help with that", retryable: false },
  });
});

test("a connection that breaks in the middle may be tried again, and what came is kept", async () => {
  server.replies.push((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(delta("Half an"), () => response.destroy());
  });
  const { outcome } = await ask();
  expect(outcome).toMatchObject({ failure: { code: "connect", retryable: true } });
});

test("an attempt that is told to stop ends the request", async () => {
  const stopping = new AbortController();
  const closed = Promise.withResolvers<void>();
  server.replies.push((response) => {
    response.on("close", closed.resolve);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(delta("Half an"));
  });
  const write = () => stopping.abort();
  const { outcome } = await ask({}, { signal: stopping.signal, write });
  expect(outcome).toMatchObject({ kind: "failed" });
  await closed.promise;
});

test("a broken stream ends the request", async () => {
  const closed = Promise.withResolvers<void>();
  server.replies.push((response) => {
    response.on("close", closed.resolve);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write("data: {oops\n\n");
  });
  expect((await ask()).outcome).toMatchObject({ failure: { code: "bad_stream" } });
  await closed.promise;
});

test("a service's timeout fails the attempt, and another may be made", async () => {
  const service = { name: "slow", baseUrl: server.url, auth: { type: "none" as const }, timeoutMs: 100 };
  await saveService(pool, workspaceId, { service, version: null }, "somebody");
  server.replies.push((response) => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(delta("Half an"));
  });
  expect((await ask({ service: "slow" })).outcome).toMatchObject({ failure: { code: "timeout", retryable: true } });
});

test("a key that the model repeats is hidden, also while it is written, in text, JSON and failures", async () => {
  server.replies.push(says(`Your key is ${KEY}, I think`));
  const { outcome, written } = await ask();
  expect(outcome).toEqual({ kind: "completed", output: "Your key is [secret MODEL_KEY], I think" });
  server.replies.push(says(JSON.stringify({ name: KEY, age: 1 })));
  const json = await ask({ schema: SCHEMA });
  expect(json.outcome).toMatchObject({ output: { name: "[secret MODEL_KEY]" } });
  server.replies.push(says(`Half of ${KEY}`, { finish: "length" }));
  const cut = await ask();
  server.replies.push(streams(event({ error: { message: `No ${KEY}` } })));
  const told = await ask();
  const seen = JSON.stringify([outcome, written, json, cut, told]);
  expect(seen).toContain("[secret MODEL_KEY]");
  expect(seen).not.toMatch(/sk-n/);
});

test("an answer that cannot be stored fails the attempt", async () => {
  server.replies.push(says("a\0b"));
  expect((await ask()).outcome).toMatchObject({ failure: { code: "output_not_storable" } });
});
