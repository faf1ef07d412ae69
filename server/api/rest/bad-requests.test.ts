import { request as rawRequest } from "node:http";
import { beforeAll, describe, expect, test } from "vitest";
import { SCOPES } from "#core/scopes.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { type GatedRun, gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { type AskRest, restClient, type Told } from "#server/testing/rest-client.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices({ maxInputBytes: 100_000 });
const url = await serveDoors(services);
const NAME = "rest.refusals";
let key: string;
let ask: AskRest;
let gated: GatedRun;

beforeAll(async () => {
  const home = await newWorkspace(services);
  ({ secret: key } = await callerFor(services, await home.as("owner")).keys.create({
    name: "test",
    role: "owner",
    scopes: [...SCOPES],
  }));
  ask = restClient(url, key);
  gated = await gatedRun(services, home, NAME);
});

const countRuns = async () => (await services.pool.query("select count(*)::int as n from run")).rows[0].n;

/** A refusal in the one shape, which has started nothing and tells nothing of the server. */
async function refused(attempt: () => Promise<Told>, status: number, code: string): Promise<Told> {
  const before = await countRuns();
  const answer = await attempt();
  expect(answer, JSON.stringify(answer.body)).toMatchObject({ status, body: { error: { code } } });
  expect(Object.keys(answer.body)).toEqual(["error"]);
  expect(answer.body.error.message).not.toMatch(/\n|Zod|Prisma|at \w+ \(|node_modules/);
  expect(await countRuns()).toBe(before);
  return answer;
}

const post = (raw: BodyInit, headers: Record<string, string> = {}) => ask("POST", "/runs", { raw, headers });
const start = (input: string) => `{"workflow":"${NAME}","input":${input}}`;

describe("a body is refused with 400", () => {
  const deep = "[".repeat(5_000) + "]".repeat(5_000);
  const abyss = "[".repeat(45_000) + "]".repeat(45_000);
  test.each<[string, BodyInit, string]>([
    ["that is no JSON", "{", "body"],
    ["that is JSON and more", '{"workflow":"a"} x', "body"],
    ["that is no object", "[1]", "body"],
    ["that is null", "null", "body"],
    ["that has a key twice", `{"workflow":"${NAME}","workflow":"other","input":{}}`, "body"],
    ["that has a key twice, written differently", start('{"a":1,"\\u0061":2}'), "body"],
    ["that has a key twice deep inside", start('{"id":"x","list":[{"a":1},{"b":{"c":1, "c" : 2}}]}'), "body"],
    ["that is no UTF-8", Buffer.from([...Buffer.from('{"workflow":"'), 0xc3, 0x28, ...Buffer.from('"}')]), "body"],
    ["that nests too deep", start(deep), "input"],
    ["that nests deeper than any stack", start(abyss), "input"],
    ["with a NUL in a text", start('{"id":"a\\u0000b"}'), "input"],
    ["with half a surrogate pair", start('{"id":"\\ud800"}'), "input"],
    ["without what is needed", "{}", "workflow"],
    ["with a name that is none", '{"workflow":"../../etc/passwd","input":{}}', "workflow"],
    ["with a name that is SQL", `{"workflow":"a'; drop table run; --","input":{}}`, "workflow"],
  ])("%s", async (_, body, field) => {
    const answer = await refused(() => post(body), 400, "bad_input");
    expect(answer.body.error.details.field).toMatch(new RegExp(`^${field}`));
  });

  test("with the same key in two objects is not refused for it", async () => {
    const body = start('{"id":"twice","text":"{\\"a\\":1,\\"a\\":2}","list":[{"a":1},{"a":2}]}');
    expect((await post(body)).status).toBe(202);
  });

  test("with __proto__ gives nobody anything", async () => {
    const admin = '{"workflow":"rest.refusals","__proto__":{"input":{"id":"x"},"version":99},"input":{"id":"p"}}';
    expect((await post(admin)).status).toBe(202);
    expect(({} as Record<string, unknown>).version).toBeUndefined();
    expect((await ask("GET", "/runs?__proto__=1")).status).toBe(400);
    expect((await ask("GET", "/runs?constructor=1")).status).toBe(400);
  });

  test("names each field that is wrong", async () => {
    const answer = await refused(() => ask("POST", "/keys", { body: { name: "", role: "king" } }), 400, "bad_input");

    expect(answer.body.error.details).toMatchObject({
      field: "name",
      issues: [{ field: "name" }, { field: "role" }],
    });
  });

  test("that says again what stands in the address", async () => {
    const twice = () => ask("POST", `/runs/${gated.runId}/update`, { body: { runId: 1, type: "x" } });
    expect((await refused(twice, 400, "bad_input")).body.error.details.field).toBe("runId");
  });
});

describe("a body", () => {
  test("that is too large is refused with 413, and what is to blame is named", async () => {
    const large = start(JSON.stringify({ id: "l", text: "x".repeat(200_000) }));
    expect((await refused(() => post(large), 413, "too_large")).body.error.details.field).toBe("input");
    const huge = start(JSON.stringify({ text: "x".repeat(3_000_000) }));
    await refused(() => post(huge), 413, "too_large");
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/jsonx",
    "",
  ])("of the media type %j is refused with 415", async (type) => {
    await refused(() => post(start("{}"), { "content-type": type }), 415, "unsupported_media_type");
  });

  test("of JSON with a charset is read", async () => {
    const type = "Application/JSON; charset=utf-8";
    expect((await post(start('{"id":"c"}'), { "content-type": type })).status).toBe(202);
  });
});

describe("a query", () => {
  test.each([
    ["of an unknown field", "/runs?sort=id", "sort"],
    ["that is SQL", "/runs?status=failed'%20or%201=1--", "status"],
    ["that sorts by SQL", "/runs?order=id;drop%20table%20run", "order"],
    ["with a limit that is no number", "/runs?limit=ten", "limit"],
    ["with a limit that is a formula", "/runs?limit=1e9", "limit"],
    ["with a limit that is too large", "/runs?limit=100000", "limit"],
    ["that says a thing twice", "/runs?limit=1&limit=2", "limit"],
    ["with a cursor of another list", "/runs?cursor=bm9uc2Vuc2U", "cursor"],
    ["with an encoding that is none", "/runs?item=%zz", "query"],
    ["with bytes that are no UTF-8", "/runs?item=%ff%fe", "query"],
    ["with a NUL", "/runs?item=a%00b", "item"],
    ["at a place that has a body", "/runs/many?workflow=x", "workflow"],
  ])("%s is refused with its field", async (_, path, field) => {
    const method = path.startsWith("/runs/many") ? "POST" : "GET";
    expect((await refused(() => ask(method, path), 400, "bad_input")).body.error.details.field).toBe(field);
  });

  test.each(["' or 1=1 --", "$eval('1')", "{{7*7}}", "%", "input.id"])("for %j is only a text", async (item) => {
    const answer = await ask("GET", `/runs?item=${encodeURIComponent(item)}`);
    expect(answer).toMatchObject({ status: 200, body: { rows: [] } });
  });
});

describe("an address", () => {
  test.each([
    "",
    "/",
    "/nothing",
    "/runs/",
    "//runs",
    "/runs//tasks",
    "/runs/1/nothing",
    "/RUNS",
    "/runs%2F1",
    "/%zz",
    "/runs.json",
    "/tasks",
  ])("%j at which nothing stands is 404", async (path) => {
    await refused(() => ask("GET", path), 404, "not_found");
  });

  test.each(["abc", "0", "-1", "1e3", "9".repeat(40), "1%00", "1;drop", "%2e%2e%2f1"])(
    "of a run %s that cannot be is refused with its field",
    async (run) => {
      expect((await refused(() => ask("GET", `/runs/${run}`), 400, "bad_input")).body.error.details.field).toBe(
        "runId",
      );
    },
  );

  test("of a hook or an artifact with a NUL is only unknown", async () => {
    expect((await ask("POST", "/hooks/a%00b", { body: {} })).status).toBe(404);
    expect((await ask("GET", `/runs/${gated.runId}/artifacts/${"a".repeat(64)}/..%2f..%2fpasswd`)).status).toBe(404);
  });

  test.each([
    ["DELETE", "/runs", "GET, POST, HEAD, OPTIONS"],
    ["PATCH", `/runs/1`, "GET, HEAD, OPTIONS"],
    ["GET", "/runs/1/cancel", "POST, OPTIONS"],
    ["PUT", "/runs/1/events", "GET, HEAD, OPTIONS"],
    ["GET", "/hooks/x", "POST, OPTIONS"],
  ])("refuses %s %s with 405 and says what it takes", async (method, path, allow) => {
    const answer = await refused(() => ask(method, path), 405, "method_not_allowed");
    expect(answer.headers.get("allow")).toBe(allow);
  });

  test("says what it takes to OPTIONS, and answers HEAD as GET without a body", async () => {
    const options = await ask("OPTIONS", "/runs");
    expect(options).toMatchObject({ status: 204, body: "" });
    expect(options.headers.get("allow")).toBe("GET, POST, HEAD, OPTIONS");
    expect(await ask("HEAD", `/runs/${gated.runId}`)).toMatchObject({ status: 200, body: "" });
    expect(await ask("HEAD", "/runs/999999")).toMatchObject({ status: 404, body: "" });
    expect(await ask("HEAD", `/runs/${gated.runId}/events`)).toMatchObject({ status: 200, body: "" });
  });
});

describe("a header", () => {
  test("with a line break does not reach the server", async () => {
    const broken = () => rawRequest(`${url}/api/v1/runs`, { headers: { authorization: `Bearer ${key}\r\nx-evil: 1` } });
    expect(broken).toThrow(/Invalid character/);
  });

  test.each(["Bearer", "Bearer ", "Basic YTpi", "Bearer hdl_forged", `Bearer ${"x".repeat(5_000)}`])(
    "Authorization: %s lets nobody in, whatever cookie comes with it",
    async (authorization) => {
      await refused(() => ask("GET", "/runs", { headers: { authorization, cookie: "x=y" } }), 401, "unauthorized");
    },
  );
});
