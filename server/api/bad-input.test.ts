import { beforeAll, describe, expect, test } from "vitest";
import type { Problem } from "#core/problem.ts";
import { SCOPES } from "#core/scopes.ts";
import { type Answered, askDoor, callDoor, postRaw } from "#server/testing/call-door.ts";
import { gatedDefinition } from "#server/testing/definitions.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { type GatedRun, gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
let home: Workspace;
let key: string;
let gated: GatedRun;
const NAME = "bad.input";

beforeAll(async () => {
  home = await newWorkspace(services);
  ({ secret: key } = await callerFor(services, await home.as("owner")).keys.create({
    name: "test",
    role: "owner",
    scopes: [...SCOPES],
  }));
  gated = await gatedRun(services, home, NAME);
});

const call = (procedure: string, input: unknown) => callDoor(url, procedure, key, input);

/** What is stored, to see that a refusal left it alone. */
async function stored(): Promise<unknown> {
  const { rows } = await services.pool.query(
    `select (select count(*) from workflow) as workflows, (select sum(revision) from workflow) as revisions,
            (select count(*) from version) as versions, (select count(*) from run) as runs, (select count(*) from task) as tasks,
            (select count(*) from event) as events, (select count(*) from review where status = 'decided') as decisions`,
  );
  return rows[0];
}

async function refused(attempt: () => Promise<Answered>): Promise<Answered> {
  const before = await stored();
  const answer = await attempt();
  expect(await stored()).toEqual(before);
  expect(answer.message).not.toMatch(/\n|Zod|Prisma|at \w+ \(/);
  return answer;
}

const stage = (id: string, config: object = { expression: "input" }, kind = "transform") => ({ id, kind, config });
const base = { heddle: 1, name: "broken", title: "Broken" };

describe("a definition that is malformed in shape is refused with the field", () => {
  test.each([
    ["no object", "text", "definition"],
    ["without stages", base, "definition.stages"],
    ["with an unknown kind", { ...base, stages: [stage("a", {}, "magic")] }, "definition.stages.0.kind"],
    ["with a stage id that is none", { ...base, stages: [stage("not an id")] }, "definition.stages.0.id"],
    ["with an unknown key", { ...base, stages: [], extra: 1 }, "definition"],
  ])("%s", async (_, definition, field) => {
    const answer = await refused(() => call("workflows.saveDraft", { name: NAME, revision: 2, definition }));

    expect(answer).toMatchObject({ status: 400, field });
    expect(answer.message).toContain(field);
  });
});

describe("a definition that makes no sense cannot be published, and says why", () => {
  const chained = (...pairs: [string, string][]) => pairs.map(([from, to]) => ({ from, to }));
  const cases: [string, object, RegExp, Problem["code"], string | undefined][] = [
    [
      "a cycle",
      { stages: [stage("a"), stage("b")], dependencies: chained(["a", "b"], ["b", "a"]) },
      /a → b → a/,
      "cycle",
      "a",
    ],
    [
      "an unknown stage in a dependency",
      { stages: [stage("a")], dependencies: chained(["a", "ghost"]) },
      /ghost/,
      "unknown_stage",
      undefined,
    ],
    ["a duplicate id", { stages: [stage("twin"), stage("twin")] }, /twin/, "duplicate_stage", "twin"],
    [
      "an expression that does not compile",
      { stages: [stage("a", { expression: "1 +" })] },
      /Stage a: .*expression/,
      "expression",
      "a",
    ],
    [
      "code that does not parse",
      { stages: [stage("a", { source: "export default (" }, "code")] },
      /Stage a: source/,
      "code_syntax",
      "a",
    ],
    [
      "code without a default export",
      { stages: [stage("a", { source: "1" }, "code")] },
      /default export/,
      "code_syntax",
      "a",
    ],
    [
      "config that does not fit its kind",
      { stages: [stage("a", { url: 7 }, "http")] },
      /Stage a: .*url/,
      "config",
      "a",
    ],
    ["no stages", { stages: [] }, /no stages/, "empty", undefined],
  ];

  test.each(cases)("%s", async (label, parts, sentence, code, stageId) => {
    const name = label.replaceAll(" ", "-").toLowerCase();
    await call("workflows.create", { name, title: "" });
    const { data } = await call("workflows.saveDraft", {
      name,
      revision: 1,
      definition: { ...base, name, dependencies: [], ...parts },
    });
    expect((data as { problems: Problem[] }).problems[0]).toMatchObject({ code });

    const answer = await refused(() => call("workflows.publish", { name, revision: 2 }));

    expect(answer.status).toBe(400);
    expect(answer.message).toMatch(sentence);
    expect(answer.field).toMatch(/^definition\.(stages|dependencies)/);
    const [problem] = (answer.data as { problems: Problem[] }).problems;
    expect(problem).toMatchObject({ code, ...(stageId && { stageId }) });
  });
});

describe("an import is refused with the place that is at fault", () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]`;

  test.each([
    ["text that is no JSON", "json", "{ nonsense", 400, "text"],
    ["text that is no YAML", "yaml", "a: [1, 2", 400, "text"],
    ["YAML whose aliases multiply", "yaml", bomb, 400, "text"],
    ["a list", "json", "[]", 400, "definition"],
    ["an unknown kind", "yaml", "heddle: 1\nname: imported\nstages: [{ id: a, kind: magic }]", 400, "stages.0.kind"],
    ["NUL in a title", "json", JSON.stringify({ ...base, title: "a\u0000b", stages: [] }), 400, "definition.title"],
    ["9 MB", "json", " ".repeat(9_000_000), 413, "text"],
  ])("%s", async (_, format, text, status, field) => {
    const answer = await refused(() => call("workflows.import", { format, text }));

    expect(answer).toMatchObject({ status, field });
    expect(answer.message).toContain(field);
  });
});

describe("the input of a run is refused with its field", () => {
  test.each([
    ["that fails its schema", { id: 7 }, "input.id"],
    ["without what its schema requires", { text: "x" }, "input.id"],
    ["that is no object", "text", "input"],
    ["with a NUL byte", { id: "a", text: "one\u0000two" }, "input.text"],
    ["that nests too deep", { id: "a", deep: JSON.parse(`${"[".repeat(300)}${"]".repeat(300)}`) }, /^input\.deep/],
  ])("%s", async (_, input, field) => {
    const answer = await refused(() => call("runs.start", { workflow: NAME, input }));

    expect(answer.status).toBe(400);
    expect(answer.field).toMatch(field instanceof RegExp ? field : new RegExp(`^${field}$`));
    expect(answer.message).toContain("input");
  });

  test("that nests a hundred thousand levels deep", async () => {
    const deep = `{"json":{"workflow":"${NAME}","input":{"id":"a","deep":${"[".repeat(100_000)}${"]".repeat(100_000)}}}}`;

    expect((await refused(() => postRaw(url, "runs.start", key, deep))).status).toBe(400);
  });

  test("that is no JSON, although the transport could carry it", async () => {
    const body = JSON.stringify({
      json: { workflow: NAME, input: { id: "a", n: "5" } },
      meta: { values: { "input.n": ["bigint"] } },
    });

    expect(await refused(() => postRaw(url, "runs.start", key, body))).toMatchObject({ status: 400, field: "input.n" });
  });

  test("of 50 MB, with the limit and the right status", async () => {
    const answer = await refused(() =>
      call("runs.start", { workflow: NAME, input: { id: "a", text: "x".repeat(50_000_000) } }),
    );

    expect(answer).toMatchObject({ status: 413, field: "input" });
    expect(answer.message).toContain("10 MiB");
  });

  test("of one byte more than allowed, although the request is let in", async () => {
    const text = "x".repeat(services.maxInputBytes);

    expect(await refused(() => call("runs.start", { workflow: NAME, input: { id: "a", text } }))).toMatchObject({
      status: 413,
      field: "input",
    });
  });

  test("one of many inputs is named, and none is started", async () => {
    const inputs = [{ id: "good" }, { id: 7 }, { id: "good" }];

    expect(await refused(() => call("runs.startMany", { workflow: NAME, inputs }))).toMatchObject({
      status: 400,
      field: "inputs.1.id",
    });
  });

  test("the bytes of an empty zip instead of JSON", async () => {
    const zip = Uint8Array.from([0x50, 0x4b, 5, 6, ...Array(18).fill(0)]);
    const answer = await refused(() => postRaw(url, "runs.start", key, zip));

    expect(answer).toMatchObject({ status: 400, message: "The body of the request is not valid JSON" });
  });
});

describe("what does not exist is not found", () => {
  test.each([
    ["workflow", () => call("runs.start", { workflow: "no.such", input: {} }), "no.such"],
    ["version", () => call("runs.start", { workflow: NAME, version: 99, input: { id: "a" } }), "99"],
    ["run", () => askDoor(url, "runs.get", key, { runId: 987_654 }), "987654"],
    ["task", () => askDoor(url, "runs.task", key, { runId: gated.runId, taskId: 987_654 }), "987654"],
    ["review", () => call("reviews.decide", { ...gated.seen, reviewId: 987_654, decision: "approved" }), "987654"],
    ["procedure", () => call("runs.explode", {}), "runs.explode"],
  ])("a %s", async (_, attempt, named) => {
    const answer = await refused(attempt);

    expect(answer.status).toBe(404);
    expect(answer.message).toContain(named);
  });

  test.each(["events", `artifacts/${"a".repeat(64)}/x`])("nor is /api/v1/runs/…/%s of an unknown run", async (what) => {
    for (const run of ["987654", "0", "-1", "1e3", "abc", "99999999999999999999"]) {
      const response = await fetch(`${url}/api/v1/runs/${run}/${what}`, {
        headers: { authorization: `Bearer ${key}` },
      });

      expect(response.status, run).toBe(404);
      expect(await response.json()).toMatchObject({ error: { code: "not_found" } });
    }
  });
});

test.each([
  ["runs.list", { item: "a\u0000b" }, "item"],
  ["workflows.list", { search: "a\ud800b" }, "search"],
  ["workflows.get", { name: "a\u0000b" }, "name"],
  ["runs.subtasks", { runId: 1, stageId: "a\u0000" }, "stageId"],
])("%s refuses text that no database holds", async (procedure, input, field) => {
  expect(await askDoor(url, procedure, key, input)).toMatchObject({ status: 400, field });
});

test("an unpublished workflow is not run", async () => {
  await call("workflows.create", { name: "only.draft", title: "" });

  expect(await refused(() => call("runs.start", { workflow: "only.draft", input: {} }))).toMatchObject({
    status: 409,
    field: "workflow",
  });
});

describe("a decision is refused", () => {
  test("when the form does not fit, with its field", async () => {
    const answer = await refused(() =>
      call("reviews.decide", { ...gated.seen, decision: "approved", form: { risk: "huge" } }),
    );

    expect(answer).toMatchObject({ status: 400, field: "form.risk" });
  });

  test("when the content is not what was seen", async () => {
    const seen = { ...gated.seen, contentHash: "of something else" };

    expect(
      await refused(() => call("reviews.decide", { ...seen, decision: "approved", form: { risk: "low" } })),
    ).toMatchObject({ status: 409 });
  });

  test("when the review is decided already, and says by whom", async () => {
    const { seen } = await gatedRun(services, home, "decided.twice");
    await call("reviews.decide", { ...seen, decision: "approved", form: { risk: "low" } });
    const answer = await refused(() => call("reviews.decide", { ...seen, decision: "rejected" }));

    expect(answer.status).toBe(409);
    expect(answer.message).toMatch(/was approved already by .*@example\.org/);
  });
});

test("a draft with markup is kept as text, not refused", async () => {
  const definition = { ...gatedDefinition("marked.up"), title: "<img src=x onerror=alert(1)>" };
  await call("workflows.create", { name: "marked.up", title: "" });

  expect(await call("workflows.saveDraft", { name: "marked.up", revision: 1, definition })).toMatchObject({
    status: 200,
  });
});

test("more calls in one request than the door takes are refused as a whole", async () => {
  const names = Array.from({ length: 51 }, () => "workflows.create").join(",");
  const calls = Object.fromEntries(
    Array.from({ length: 51 }, (_, index) => [index, { json: { name: `in.batch.${index}`, title: "" } }]),
  );
  const before = await stored();
  const response = await fetch(`${url}/api/trpc/${names}?batch=1`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(calls),
  });

  expect(response.status).toBe(400);
  expect(await stored()).toEqual(before);
});
