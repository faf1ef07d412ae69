import { createServer } from "node:http";
import { beforeAll, expect, test } from "vitest";
import { createFeedDoor } from "#server/api/feed-door.ts";
import { createOpenStreams } from "#server/api/open-streams.ts";
import { createRestLimit } from "#server/api/rest/rest-limit.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { listen } from "#server/testing/listen.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const home = await newWorkspace(services);
const owner = callerFor(services, await home.as("owner"));
const failures: unknown[] = [];
let isDown = false;
const { pool, notifier, runTails } = services;
const door = createFeedDoor({
  pool: {
    query: ((...asked: [never]) =>
      isDown ? Promise.reject(new Error("the database is down")) : pool.query(...asked)) as typeof pool.query,
  },
  notifier,
  runTails,
  openStreams: createOpenStreams(1),
  limit: createRestLimit(20),
  onError: (error) => failures.push(error),
});
const server = createServer((message, reply) => {
  if (!door(message, reply)) reply.writeHead(418).end("the pages");
});
const url = `${await listen(server)}/api/v1/runs`;

const keyOf = async (role: "viewer" | "owner" = "viewer", scopes?: ["admin"]) =>
  `Bearer ${(await owner.keys.create({ name: "feeds", role, ...(scopes && { scopes }) })).secret}`;

let runId: number;
beforeAll(async () => {
  ({ runId } = await gatedRun(services, home, "fed.name"));
});

/** What the stream says until it has said `text`; then it is left. */
async function readUntil(path: string, headers: Record<string, string>, text: string): Promise<string> {
  const response = await fetch(url + path, { headers });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  expect(response.headers.get("ratelimit")).toMatch(/^"minute";r=/);
  let said = "";
  for await (const chunk of response.body ?? []) {
    said += Buffer.from(chunk).toString();
    if (said.includes(text)) break;
  }
  return said;
}

test("a program follows a run with its key, from the event on that it had last", async () => {
  const authorization = await keyOf();
  const whole = await readUntil(`/${runId}/events`, { authorization }, "task.awaiting_review");
  expect(whole).toContain("id: 1\nevent: run.status\n");

  const rest = await readUntil(`/${runId}/events`, { authorization, "last-event-id": "1" }, "task.awaiting_review");
  expect(rest).not.toContain("id: 1\n");
  expect(rest).toContain("id: 2\n");
  expect(await readUntil(`/${runId}/events?after=2`, { authorization }, "task.awaiting_review")).not.toContain(
    "id: 2\n",
  );
});

test("a program follows all runs of its workspace, as many times at once as it may", async () => {
  const authorization = await keyOf();
  const first = await fetch(`${url}/events`, { headers: { authorization } });
  expect(first.status).toBe(200);

  const second = await fetch(`${url}/events`, { headers: { authorization } });
  expect(second.status).toBe(429);
  expect(await second.json()).toMatchObject({ error: { code: "too_many" } });
  await first.body?.cancel();
});

test.each<[what: string, secret: () => string | Promise<string>, status: number]>([
  ["an unknown key", () => "Bearer hdl_unknown", 401],
  ["what is no key", () => "Basic b3duZXI6b3duZXI=", 401],
  ["a key without the right", () => keyOf("owner", ["admin"]), 403],
])("%s is refused, and so is a run of nobody", async (_, secret, status) => {
  const response = await fetch(`${url}/${runId}/events`, { headers: { authorization: await secret() } });
  expect(response.status).toBe(status);
  expect(await response.json()).toMatchObject({ error: { message: expect.any(String) } });

  const nowhere = await fetch(`${url}/999999999/events`, { headers: { authorization: await keyOf() } });
  expect(nowhere.status).toBe(404);
});

test("who asks too often is told when to ask again", async () => {
  const authorization = await keyOf();
  const ask = async () => (await fetch(`${url}/999999999/events`, { headers: { authorization } })).status;
  const statuses: number[] = [];
  for (let n = 0; n < 21; n++) statuses.push(await ask());
  expect(statuses.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => 404));
  expect(statuses[20]).toBe(429);
});

test("when the database does not answer, the server is at fault and says nothing of it", async () => {
  const authorization = await keyOf();
  isDown = true;
  const response = await fetch(`${url}/${runId}/events`, { headers: { authorization } });
  isDown = false;

  expect(response.status).toBe(500);
  expect(await response.text()).not.toContain("database");
  expect(failures).toEqual([new Error("the database is down")]);
});

test.each([
  ["a browser's session", "/1/events", { headers: { cookie: "better-auth.session_token=x" } }],
  ["another method", "/1/events", { method: "POST", headers: { authorization: "Bearer x" } }],
  ["another address", "/1/status.txt", { headers: { authorization: "Bearer x" } }],
  ["another writing of the address", "/%31/events", { headers: { authorization: "Bearer x" } }],
  ["no number", "/one/events", { headers: { authorization: "Bearer x" } }],
] as const)("%s is left to the doors of the pages", async (_, path, init) => {
  expect((await fetch(url + path, init as RequestInit)).status).toBe(418);
});
