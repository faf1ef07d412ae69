import { beforeAll, expect, test } from "vitest";
import { serveDoors } from "#server/testing/doors.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
let secret: string;

beforeAll(async () => {
  const home = await newWorkspace(services);
  const owner = callerFor(services, await home.as("owner"));
  ({ secret } = await owner.keys.create({ name: "=1+1", role: "owner", scopes: ["admin"] }));
  await owner.keys.create({ name: "with, a comma", role: "viewer" });
});

const ask = (query: string, key = secret) =>
  fetch(`${url}/api/v1/audit${query}`, { headers: { authorization: `Bearer ${key}` } });

test("the audit is a file of JSON lines, oldest first", async () => {
  const response = await ask("");
  const entries = (await response.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

  expect(response.headers.get("content-disposition")).toContain("audit.jsonl");
  expect(entries.map(({ seq, action }) => [seq, action])).toEqual([
    [1, "keys.create"],
    [2, "keys.create"],
  ]);
});

test("or CSV that a spreadsheet takes for text", async () => {
  const response = await ask("?format=csv&targetKind=key");
  const [head, first, second] = (await response.text()).split("\r\n");

  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(head).toMatch(/^seq,at,action,/);
  expect(first).toContain('""name"":""=1+1""');
  expect(second).toContain("with, a comma");
});

test.each(["?format=xml", "?from=yesterday"])("%s is refused, with its field", async (query) => {
  const response = await ask(query);

  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    error: { code: "bad_input", details: { field: query.slice(1).split("=")[0] } },
  });
});

test("nobody else gets it", async () => {
  expect((await ask("", "hdl_wrong")).status).toBe(401);
});
