import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { BuiltInKind } from "#core/kinds/registry.ts";
import type { LogLine } from "#core/run-event.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { testServer } from "#server/http/test-server.ts";
import type { AttemptContext } from "#worker/handlers/handler.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { testHandlers } from "#worker/testing/handlers.ts";

const unasked = () => Promise.reject(new Error("No run is started here"));
const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 1 });
const handlers = testHandlers(sandbox);

let folder: string;
let artifacts: ArtifactStore;
let server: Awaited<ReturnType<typeof testServer>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heddle-handlers-"));
  artifacts = folderStore(folder);
  server = await testServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
    const type = searchParams.get("type");
    if (type) response.setHeader("content-type", type);
    if (pathname === "/status")
      response.writeHead(Number(searchParams.get("code")), { "retry-after": "7" }).end("sorry\0");
    else if (pathname === "/json") response.end('{"a":[1]}');
    else if (pathname === "/binary") response.end(Buffer.from([0, 255, 1]));
    else if (pathname === "/large") response.end("x".repeat(70_000));
    else if (pathname === "/nothing") response.writeHead(204).end();
    else if (pathname === "/nul") response.end('{"a":"\\u0000"}');
    else response.end("text");
  });
});
beforeEach(() => {
  server.seen.length = 0;
});
afterAll(async () => {
  expressions.close();
  sandbox.close();
  server.close();
  await rm(folder, { recursive: true });
});

const scope = {
  input: { n: 20, list: [1, 2] },
  item: { id: "i" },
  run: { id: 1 },
  stages: { a: { output: { text: "hi" } } },
};

async function attempt(
  kind: BuiltInKind,
  config: unknown,
  input: unknown = scope.input,
  log: AttemptContext["log"] = () => {},
) {
  return handlers[kind](config, input, {
    signal: AbortSignal.timeout(20_000),
    begin: () => {},
    progress: () => {},
    write: () => {},
    log,
    artifacts,
    modules: {},
    workspaceId: "w",
    runId: 1,
    itemId: "i",
    subtask: null,
    lease: crypto.randomUUID(),
    taskId: 2,
    attempt: 1,
    feedback: null,
    idempotencyKey: "task-2",
    suspension: null,
    children: { request: unasked, start: () => Promise.reject(new Error("It starts no run")), outputOf: unasked },
    evaluate: async (template, more) => {
      const answer = await expressions.resolveTemplate(template, { ...scope, ...more });
      if (!answer.ok) throw new Error(answer.failure.message);
      return answer.value;
    },
  });
}

const http = (path: string, config: Record<string, unknown> = {}) =>
  attempt("http", { url: `${server.url}${path}`, ...config });

test("code gives its output and its log", async () => {
  const lines: [LogLine["level"], string][] = [];
  const source =
    "export default (input: { n: number }) => { console.warn('n is', input.n); return { n: input.n + 1 } }";
  expect(await attempt("code", { source }, { n: 1 }, (level, text) => lines.push([level, text]))).toEqual({
    kind: "completed",
    output: { n: 2 },
  });
  expect(lines).toEqual([["warn", "n is 1"]]);
});

test("artifacts of code are stored, and the output refers to them", async () => {
  const source =
    "export default () => ({ report: artifact('report.md', '# Hä', 'text/markdown'), forged: { $artifact: { pending: 9 } } })";
  const outcome = await attempt("code", { source });
  expect(outcome).toMatchObject({
    kind: "completed",
    output: {
      report: { $artifact: { name: "report.md", mediaType: "text/markdown", size: 5 } },
      forged: { $artifact: { pending: 9 } },
    },
  });
  const { output } = outcome as { output: { report: { $artifact: { hash: string } } } };
  expect(await artifacts.readText(output.report.$artifact.hash)).toBe("# Hä");
});

test("code that fails is a failure with its code", async () => {
  expect(await attempt("code", { source: "export default () => { throw new Error('no') }" })).toMatchObject({
    kind: "failed",
    failure: { code: "code_threw", retryable: true },
  });
});

test("a transform gives what its expression gives", async () => {
  expect(
    await attempt("transform", { expression: "{ 'sum': $sum(input.list), 'text': stages.a.output.text }" }),
  ).toEqual({ kind: "completed", output: { sum: 3, text: "hi" } });
  expect(await attempt("transform", { expression: "'\\u0000'" })).toMatchObject({
    kind: "failed",
    failure: { code: "output_not_storable" },
  });
});

test("a review fixes what the reviewer sees", async () => {
  const form = { type: "object", properties: { risk: { enum: ["low", "high"] } } };
  const config = {
    summary: { $: "'# ' & stages.a.output.text" },
    details: { rows: { $: "input.list" }, note: "{{7*7}}" },
    form,
    assignees: ["role:reviewer"],
    onReject: "continue",
  };
  expect(await attempt("review", config)).toEqual({
    kind: "awaiting_review",
    review: {
      summary: "# hi",
      details: { rows: [1, 2], note: "{{7*7}}" },
      form,
      assignees: ["role:reviewer"],
      onReject: "continue",
    },
  });
  expect(await attempt("review", { summary: "look" }, { seen: 1 })).toMatchObject({
    review: { summary: "look", details: { seen: 1 }, form: null, assignees: [], onReject: "fail" },
  });
});

test("an HTTP stage sends what its expressions give, and parses JSON", async () => {
  const outcome = await http("/json?type=application/json", {
    method: "POST",
    headers: { "X-Id": { $: "input.n" } },
    body: { list: { $: "input.list" } },
  });
  expect(outcome).toMatchObject({ kind: "completed", output: { status: 200, body: { a: [1] } } });
  expect(server.seen).toMatchObject([
    {
      method: "POST",
      body: '{"list":[1,2]}',
      headers: { "x-id": "20", "content-type": "application/json", "idempotency-key": "task-2" },
    },
  ]);
});

test("only requests that change something carry an idempotency key", async () => {
  await http("/text");
  await http("/text", { method: "DELETE" });
  await http("/text", { method: "PUT", headers: { "Idempotency-Key": "mine" }, body: "plain" });
  expect(server.seen.map(({ headers }) => headers["idempotency-key"])).toEqual([undefined, "task-2", "mine"]);
  expect(server.seen[2]).toMatchObject({ body: "plain", headers: { "content-type": "text/plain; charset=utf-8" } });
});

test("text stays text, and what is no text or large becomes an artifact", async () => {
  expect(await http("/text?type=text/plain")).toMatchObject({ output: { body: "text" } });
  expect(await http("/text?type=application/json")).toMatchObject({ output: { body: "text" } });
  expect(await http("/nothing")).toMatchObject({ output: { status: 204, body: null } });
  expect(await http("/binary?type=image/png")).toMatchObject({
    output: { body: { $artifact: { mediaType: "image/png", size: 3 } } },
  });
  expect(await http("/large?type=text/plain")).toMatchObject({ output: { body: { $artifact: { size: 70_000 } } } });
  expect(await http("/nul?type=application/json")).toMatchObject({
    kind: "failed",
    failure: { code: "output_not_storable", message: expect.stringContaining("output.body.a") },
  });
});

test.each([
  [404, false],
  [400, false],
  [408, true],
  [425, true],
  [429, true],
  [500, true],
  [503, true],
])("status %d is a failure, worth another attempt: %s", async (code, retryable) => {
  expect(await http(`/status?code=${code}`)).toMatchObject({
    kind: "failed",
    failure: { code: "http_status", retryable, details: { status: code, body: "sorry\ufffd", retryAfter: "7" } },
  });
});

test("a status that is accepted is no failure", async () => {
  expect(await http("/status?code=404&type=text/plain", { acceptStatuses: [404] })).toMatchObject({
    kind: "completed",
    output: { status: 404 },
  });
});

test("an address that may not be reached, or is none, is a failure", async () => {
  expect(await attempt("http", { url: "http://169.254.169.254/" })).toMatchObject({
    failure: { code: "blocked_address", retryable: false },
  });
  expect(await attempt("http", { url: { $: "input.list" } })).toMatchObject({ failure: { code: "bad_url" } });
  expect(await attempt("http", { url: server.url, headers: { x: { $: "input.list" } } })).toMatchObject({
    failure: { code: "bad_header", message: "config.headers.x is not text" },
  });
});
