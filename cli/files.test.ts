import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { commandLine } from "#cli/testing/command-line.ts";
import { SCOPES } from "#core/scopes.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
const owner = callerFor(services, await (await newWorkspace(services)).as("owner"));
const { secret: apiKey } = await owner.keys.create({ name: "test", role: "owner", scopes: [...SCOPES] });
const { heddle, folder, close } = commandLine({ HEDDLE_URL: url, HEDDLE_API_KEY: apiKey });
afterAll(close);

const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

test("a new workflow is pushed from a file, published, listed, shown and pulled", async () => {
  const path = file("new.yaml", stringify(gatedDefinition("from.git")));

  const pushed = await heddle(["workflows", "push", path, "--yes", "--publish", "--json"]);

  expect(pushed.json()).toEqual({ name: "from.git", pushed: true, version: 1, problems: [] });
  expect(pushed.err).toContain("+name: from.git");
  const list = await heddle(["workflows", "ls", "--json"]);
  expect(list.json()).toMatchObject({ rows: [{ name: "from.git", publishedVersion: 1 }], next: null });
  expect((await heddle(["workflows", "show", "from.git"])).out).toContain("published  v1");
  const pulled = join(folder, "pulled.json");
  expect(await heddle(["workflows", "pull", "from.git", pulled])).toMatchObject({ exitCode: 0 });
  expect(JSON.parse(readFileSync(pulled, "utf8"))).toEqual(gatedDefinition("from.git"));
  expect((await heddle(["workflows", "pull", "from.git"])).out).toContain("name: from.git");
  const again = await heddle(["workflows", "push", pulled, "--json"]);
  expect(again.json()).toEqual({ name: "from.git", pushed: false, version: null, problems: [] });
});

test("a push shows what it changes, and asks before it does", async () => {
  const definition = gatedDefinition("asked");
  await publish(owner, definition);
  const path = file("asked.json", JSON.stringify({ ...definition, title: "Another title" }));
  const revision = async () => (await owner.workflows.get({ name: "asked" })).revision;

  const diff = await heddle(["workflows", "diff", path, "--json"]);
  expect(diff).toMatchObject({ exitCode: 1 });
  expect(diff.json()).toEqual({
    name: "asked",
    isNew: false,
    diff: expect.stringContaining("-title: Gated\n+title: Another title"),
  });
  expect(await heddle(["workflows", "push", path])).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining("say --yes"),
  });
  expect(await heddle(["workflows", "push", path], { answers: ["n"] })).toMatchObject({ out: "Nothing was pushed." });
  expect(await revision()).toBe(2);
  const agreed = await heddle(["workflows", "push", path], { answers: ["y"] });
  expect(agreed).toMatchObject({
    exitCode: 0,
    out: "asked is pushed.",
    err: expect.stringContaining("+title: Another title"),
  });
  expect(await revision()).toBe(3);
  expect((await heddle(["workflows", "publish", "asked"])).out).toBe("asked is published as v2.");
  expect(await heddle(["workflows", "diff", path])).toMatchObject({ exitCode: 0 });
});

test("files that are broken are told with the place, and nothing is pushed", async () => {
  const { stages, ...rest } = gatedDefinition("broken");
  const shape = file("shape.yaml", stringify({ ...rest, stages: "none" }));
  const sense = file(
    "sense.json",
    JSON.stringify({ ...rest, stages, dependencies: [{ from: "shape", to: "nowhere" }] }),
  );

  const wrong = await heddle(["workflows", "push", shape, "--yes"]);
  expect(wrong).toMatchObject({ exitCode: 2, err: expect.stringMatching(/is not a definition:\n {2}stages: /) });
  expect(await heddle(["workflows", "validate", file("no.json", "{")])).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining("is not valid JSON"),
  });
  expect(await heddle(["workflows", "validate", file("x.txt", "")])).toMatchObject({ exitCode: 2 });
  const invalid = await heddle(["workflows", "validate", sense, "--json"]);
  expect(invalid).toMatchObject({ exitCode: 1 });
  expect(invalid.json()).toMatchObject({ problems: [{ code: "unknown_stage" }] });
  expect(await heddle(["workflows", "show", "broken"])).toMatchObject({ exitCode: 4 });
});

test("a batch has a run for each line, and a broken line is named", async () => {
  await publish(owner, gatedDefinition("batched"));
  const lines = file("items.jsonl", '{"id":"a"}\n\n{"id":"b"}\n');

  const submitted = await heddle(["batch", "submit", lines, "--workflow", "batched", "--title", "Two", "--json"]);

  expect(submitted.json()).toEqual({ batchId: expect.any(Number), items: 2 });
  const { batchId } = submitted.json() as { batchId: number };
  expect((await heddle(["batch", "show", String(batchId), "--json"])).json()).toMatchObject({
    runCount: 2,
    title: "Two",
  });
  const broken = file("broken.jsonl", '{"id":"a"}\n{"id"\n');
  expect(await heddle(["batch", "submit", broken, "--workflow", "batched"])).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining("broken.jsonl, line 2 is not valid JSON"),
  });
  expect(await heddle(["batch", "submit", file("empty.jsonl", "\n"), "--workflow", "batched"])).toMatchObject({
    exitCode: 2,
  });
  expect((await owner.batches.list({})).rows).toHaveLength(1);
});

test("keys are made, listed and revoked", async () => {
  const made = (
    await heddle(["keys", "create", "ci", "--role", "viewer", "--scope", "read", "--expires-in", "30", "--json"])
  ).json() as {
    id: string;
    secret: string;
  };

  expect(made.secret).toMatch(/^hdl_/);
  expect((await heddle(["keys", "ls", "--json"])).json()).toContainEqual(
    expect.objectContaining({ id: made.id, name: "ci", scopes: ["read"], expiresAt: expect.any(String) }),
  );
  expect(await heddle(["keys", "revoke", made.id])).toMatchObject({ exitCode: 0 });
  expect(await heddle(["keys", "revoke", made.id])).toMatchObject({ exitCode: 4 });
});

test("a secret is set from a pipe and never told", async () => {
  const set = await heddle(["secrets", "set", "TOKEN", "--json"], { stdin: "s3cret value\n" });

  expect(set.json()).toEqual({ name: "TOKEN" });
  const list = await heddle(["secrets", "ls", "--json"]);
  expect(list.json()).toMatchObject([{ name: "TOKEN" }]);
  expect(set.out + set.err + list.out).not.toContain("s3cret");
  expect(await heddle(["secrets", "set", "TOKEN"])).toMatchObject({ exitCode: 2 });
  expect(await heddle(["secrets", "set", "lower"], { stdin: "x" })).toMatchObject({
    exitCode: 2,
    err: expect.stringContaining("name"),
  });
  expect(await heddle(["secrets", "delete", "TOKEN"])).toMatchObject({ exitCode: 0 });
});
