import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { Role } from "#core/roles.ts";
import { DEFAULT_SCOPES, type Scope } from "#core/scopes.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices({ maxInputBytes: 100_000 });
const url = await serveDoors(services);
const WORKFLOW = "agents.work";
let home: Workspace;
let owner: Caller;

beforeAll(async () => {
  home = await newWorkspace(services);
  owner = callerFor(services, await home.as("owner"));
  await gatedRun(services, home, WORKFLOW);
});

const keyFor = async (scopes: readonly Scope[] = DEFAULT_SCOPES, role: Role = "editor") =>
  await owner.keys.create({ name: "helper", role, scopes: [...scopes] });

/** An agent of somebody else's making: the client of the protocol's own kit. */
async function agentWith(secret: string, headers: Record<string, string> = {}): Promise<Client> {
  const client = new Client({ name: "test agent", version: "1" });
  const transport = new StreamableHTTPClientTransport(new URL(`${url}/api/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${secret}`, ...headers } },
  });
  await client.connect(transport as Parameters<Client["connect"]>[0]);
  onTestFinished(() => client.close());
  return client;
}

interface Told {
  isError: boolean;
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects.
  told: any;
}

async function use(agent: Client, name: string, input: Record<string, unknown> = {}): Promise<Told> {
  const { isError, content } = await agent.callTool({ name, arguments: input });
  const [{ text }] = content as [{ text: string }];
  return { isError: isError === true, told: JSON.parse(text) };
}

const namesOf = async (agent: Client) => (await agent.listTools()).tools.map(({ name }) => name);

/** One message as it stands, without a client that would correct it. */
const post = (body: string, headers: Record<string, string>) =>
  fetch(`${url}/api/mcp`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...headers },
    body,
  });
const LIST = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/list" });

describe("an agent", () => {
  test("finds a workflow and what it takes, starts it, follows the run until a person has to decide, and reads the result", async () => {
    const { secret } = await keyFor();
    const agent = await agentWith(secret);

    expect((await use(agent, "list_workflows")).told.rows).toMatchObject([{ name: WORKFLOW, publishedVersion: 1 }]);
    const { definition } = (await use(agent, "read_workflow", { name: WORKFLOW })).told;
    expect(definition.input).toMatchObject({ type: "object" });
    const { told: started } = await use(agent, "start_run", { workflow: WORKFLOW, input: { id: "a", text: "t" } });
    await owner.runs.cancel({ runId: started.runId });
    const { told: news } = await use(agent, "follow_run", { runId: started.runId });
    expect(news).toMatchObject({ status: "canceled", next: news.events.length });
    expect(news.events.at(-1)).toMatchObject({ type: "run.status", data: { status: "canceled" } });
    const { told: later } = await use(agent, "follow_run", { runId: started.runId, after: news.next });
    expect(later).toEqual({ status: "canceled", events: [], next: news.next });

    const { runId } = (await use(agent, "list_reviews")).told.rows[0];
    expect((await use(agent, "follow_run", { runId })).told.status).toBe("awaiting_review");
    const { stages } = (await use(agent, "read_run", { runId })).told;
    const { told: task } = await use(agent, "read_result", { runId, taskId: stages[0].taskId });
    expect(task).toMatchObject({ stageId: "shape", status: "completed", output: { value: "one" } });
    expect((await use(agent, "list_tasks", { runId, status: "completed" })).told.rows).toHaveLength(1);
    expect((await use(agent, "list_artifacts", { runId })).told).toEqual({ rows: [], next: null });
    expect((await use(agent, "list_runs", { item: "a" })).told.rows).toMatchObject([
      { id: started.runId, startedBy: expect.stringMatching(/\(agent helper\)$/) },
    ]);
  });

  test("is shown the tools that its key may use, each with what it takes", async () => {
    const { secret } = await keyFor(["read"]);
    const { tools } = await (await agentWith(secret)).listTools();

    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["list_workflows", "follow_run", "read_result", "read_review"]),
    );
    expect(tools.map(({ name }) => name)).not.toContain("start_run");
    expect(tools.every(({ annotations }) => annotations?.readOnlyHint)).toBe(true);
    expect(tools.find(({ name }) => name === "follow_run")?.inputSchema).toMatchObject({
      type: "object",
      properties: { runId: { type: "integer" }, seconds: { maximum: 50 } },
      required: ["runId"],
    });
  });

  test("is refused in the shape of every refusal, with the field to blame", async () => {
    const { secret } = await keyFor(["read"]);
    const agent = await agentWith(secret);

    expect(await use(agent, "start_run", { workflow: WORKFLOW })).toEqual({
      isError: true,
      told: { error: { code: "forbidden", message: expect.stringContaining("it needs the scope run") } },
    });
    expect(await use(agent, "read_run", { runId: "seven" })).toMatchObject({
      isError: true,
      told: { error: { code: "bad_input", details: { field: "runId" } } },
    });
    expect(await use(agent, "read_run", { runId: 999_999 })).toMatchObject({ told: { error: { code: "not_found" } } });
    expect(await use(agent, "drop_tables")).toMatchObject({ isError: true, told: { error: { code: "not_found" } } });
  });

  test("sees nothing of another workspace", async () => {
    const other = await newWorkspace(services);
    const { secret } = await callerFor(services, await other.as("owner")).keys.create({ name: "x", role: "owner" });
    const agent = await agentWith(secret);
    const [run] = (await owner.runs.list({ workflow: WORKFLOW })).rows;

    expect((await use(agent, "list_workflows")).told.rows).toEqual([]);
    expect((await use(agent, "list_reviews")).told.rows).toEqual([]);
    for (const tool of ["read_run", "follow_run", "list_tasks", "list_artifacts"])
      expect(await use(agent, tool, { runId: run?.id })).toMatchObject({ told: { error: { code: "not_found" } } });
  });
});

describe("a review", () => {
  test("is not decided by an agent whose key is for deciding, but not for agents that decide", async () => {
    const { seen } = await gatedRun(services, home, "agents.undecided");
    const decision = { ...seen, decision: "approved", form: { risk: "low" } };
    for (const scopes of [DEFAULT_SCOPES, ["read", "run", "edit", "decide", "admin"]] as Scope[][]) {
      const agent = await agentWith((await keyFor(scopes, "owner")).secret);
      expect(await namesOf(agent)).not.toContain("decide_review");
      expect((await use(agent, "read_review", seen)).told.mayDecide).toBe(false);
      for (const [tool, input] of [
        ["decide_review", decision],
        ["request_changes", { ...seen, comment: "No", stages: ["shape"] }],
      ] as const)
        expect(await use(agent, tool, input)).toEqual({
          isError: true,
          told: { error: { code: "forbidden", message: expect.stringContaining("the scope decide-as-agent") } },
        });
    }
    expect((await owner.reviews.get(seen)).status).toBe("open");
  });

  test("is decided by an agent with the scope for it, and marked as an agent's in the audit and in the review", async () => {
    const { seen } = await gatedRun(services, home, "agents.decided");
    const { id, secret } = await keyFor(["read", "decide-as-agent"], "reviewer");
    const agent = await agentWith(secret);
    const { told } = await use(agent, "read_review", { reviewId: seen.reviewId });
    const { taskId, attempt, contentHash } = told;
    const decision = { reviewId: seen.reviewId, taskId, attempt, contentHash, decision: "approved" };
    expect((await use(agent, "decide_review", { ...decision, form: { risk: "low" } })).isError).toBe(false);

    const [entry] = (await owner.audit.list({ action: "reviews.decide" })).rows;
    expect(entry).toMatchObject({
      outcome: "done",
      actorKind: "agent",
      actorId: id,
      actor: expect.stringMatching(/\(agent helper\)$/),
      targetId: String(seen.reviewId),
    });
    expect(await owner.audit.verify()).toMatchObject({ intact: true });
    expect(JSON.stringify(await owner.reviews.get(seen))).toContain("(agent helper)");
  });

  test("is not decided with that scope by a program that is no agent", async () => {
    const { seen } = await gatedRun(services, home, "agents.elsewhere");
    const { secret } = await keyFor(["read", "decide-as-agent"], "reviewer");
    const answer = await fetch(`${url}/api/v1/reviews/${seen.reviewId}/decide`, {
      method: "POST",
      headers: { authorization: `Bearer ${secret}`, "content-type": "application/json" },
      body: JSON.stringify({
        taskId: seen.taskId,
        attempt: seen.attempt,
        contentHash: seen.contentHash,
        decision: "rejected",
      }),
    });

    expect(answer.status).toBe(403);
  });
});

describe("who asks", () => {
  test.each<Record<string, string>>([
    {},
    { authorization: "Bearer hdl_wrong" },
    { authorization: "Basic b3duZXI6b3duZXI=" },
    { cookie: "better-auth.session_token=forged.forged" },
  ])("is nobody who sends %j", async (headers) => {
    const answer = await post(LIST, headers);

    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
    expect(await answer.json()).toEqual({ error: { code: "unauthorized", message: expect.any(String) } });
  });

  test("is refused with a key that has expired or is revoked", async () => {
    const expired = await keyFor();
    const revoked = await keyFor();
    await services.pool.query("update api_key set expires_at = '2026-01-02T03:04:05Z' where id = $1", [expired.id]);
    await owner.keys.revoke({ id: revoked.id });

    const answer = await post(LIST, { authorization: `Bearer ${expired.secret}` });
    expect(answer.status).toBe(401);
    expect((await answer.json()).error.message).toContain("expired on 2026-01-02");
    await expect(agentWith(revoked.secret)).rejects.toThrow();
  });

  test("is no page of another site, by whatever name it reaches the server, nor with the right key", async () => {
    const { secret } = await keyFor();
    const host = new URL(url).host;
    for (const origin of ["https://evil.example", `http://${host}`, "null"])
      expect((await post(LIST, { authorization: `Bearer ${secret}`, origin })).status, origin).toBe(403);
    expect((await post(LIST, { authorization: `Bearer ${secret}`, origin: services.publicUrl })).status).toBe(200);
  });
});

describe("a message", () => {
  let headers: { authorization: string };
  beforeAll(async () => {
    headers = { authorization: `Bearer ${(await keyFor()).secret}` };
  });

  test.each([
    ["that is not JSON", "{", 400],
    ["with a key twice", LIST.replace('"id"', '"id":2,"id"'), 400],
    ["in a list", `[${LIST}]`, 400],
    ["that is larger than the server takes", `{"jsonrpc":"2.0","id":1,"method":"${"x".repeat(1_200_000)}"}`, 413],
  ])("%s is refused", async (_, body, status) => {
    const answer = await post(body, headers);

    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ error: expect.objectContaining({ message: expect.any(String) }) });
  });

  test("is posted: there is no stream to listen to, and no session to end", async () => {
    for (const method of ["GET", "DELETE"]) {
      const answer = await fetch(`${url}/api/mcp`, { method, headers });
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    }
  });

  test("needs none before it, and its answer says how much more may be asked", async () => {
    const answer = await post(LIST, headers);

    expect(answer.headers.get("ratelimit")).toMatch(/^"minute";r=\d+;t=\d+$/);
    expect((await answer.json()).result.tools.length).toBeGreaterThan(5);
  });
});
