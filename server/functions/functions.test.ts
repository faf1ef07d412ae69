import { beforeEach, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let editor: Caller;

beforeEach(async () => {
  editor = callerFor(services, await (await newWorkspace(services)).as("editor"));
});

const TAX = "export const tax = (net: number): number => net * 0.5;";
const PRICE = `import { tax } from "functions/tax@1";
export const gross = (net: number): number => net + tax(net);`;
const uses = (module: string) => `import * as it from "${module}";\nexport default () => Object.keys(it);`;

const publishing = (name: string, source: string, seen: number | null = null, description = "") =>
  editor.functions.publish({ name, source, seen, description });

const calling = (source: string, more: object = {}) =>
  Definition.parse({ heddle: 1, name: "calling", stages: [{ id: "a", kind: "code", config: { source } }], ...more });

const problemsOf = async (definition: Definition) => (await editor.workflows.check({ definition })).problems;

test("a function is published in versions that never change, and tells what it imports", async () => {
  expect(await publishing("tax", TAX, null, "Value added tax")).toEqual({ name: "tax", version: 1 });
  expect(await publishing("price.gross", PRICE)).toEqual({ name: "price.gross", version: 1 });
  expect(await publishing("tax", TAX.replace("0.5", "0.2"), 1)).toEqual({ name: "tax", version: 2 });

  expect(await editor.functions.version({ name: "tax", version: 1 })).toEqual({
    name: "tax",
    version: 1,
    description: "Value added tax",
    source: TAX,
    uses: [],
  });
  expect(await editor.functions.version({ name: "tax" })).toMatchObject({ version: 2 });
  expect(await editor.functions.get({ name: "price.gross" })).toMatchObject({
    latestVersion: 1,
    versions: [{ version: 1, publishedBy: expect.any(String) }],
  });
  expect(await editor.functions.version({ name: "price.gross" })).toMatchObject({ uses: ["functions/tax@1"] });
  expect((await editor.functions.get({ name: "tax" })).usedBy.functions).toEqual([{ name: "price.gross", version: 1 }]);
  for (const change of ["update task_function_version set source = ''", "delete from task_function_version"])
    await expect(services.pool.query(change)).rejects.toThrow("never changed");
});

test("what is as the newest version says it is no new one", async () => {
  await publishing("tax", TAX);
  expect(await publishing("tax", TAX, 1)).toEqual({ name: "tax", version: 1 });
  expect(await publishing("tax", TAX, 1, "Now it says so")).toEqual({ name: "tax", version: 2 });
});

test("of two who publish at once the second is told, whether the function is new or not", async () => {
  const codes = async (seen: number | null) => {
    const both = await Promise.allSettled(
      [1, 2].map((n) => publishing("tax", `export const n = ${n + 10 * (seen ?? 0)};`, seen)),
    );
    return both.map((end) => (end.status === "rejected" ? end.reason.code : "fine")).sort();
  };
  expect(await codes(null)).toEqual(["CONFLICT", "fine"]);
  expect(await codes(1)).toEqual(["CONFLICT", "fine"]);
  expect((await editor.functions.get({ name: "tax" })).latestVersion).toBe(2);
  await expect(publishing("other", TAX, 3)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test.each([
  ["does not parse", "export const a = (;", /^source: .*\(line 1, column 19\)$/],
  ["imports what is not there", uses("functions/none@1"), /There is no published function none \(line 1, column 21\)/],
  ["imports another by no version", uses("functions/tax"), /names no version; the newest is functions\/tax@1/],
  ["imports a version that is to come", uses("functions/tax@2"), /has no version 2; the newest is functions\/tax@1/],
  ["hides what it imports", uses("functions/t\\u0061x@1"), /The module functions\/tax@1 cannot be imported here/],
  ["leaves the folder", uses("functions/../tax@1"), /cannot be imported here/],
  ["imports a workflow's", uses("workflow/functions"), /has no functions that could be imported/],
  ["imports Node's", uses("node:fs"), /cannot be imported here/],
])("code that %s is not published", async (_what, source, message) => {
  await publishing("tax", TAX);
  await expect(publishing("broken", source)).rejects.toMatchObject({
    code: "BAD_REQUEST",
    message: expect.stringMatching(message),
  });
  expect((await editor.functions.list({})).rows.map(({ name }) => name)).toEqual(["tax"]);
});

test("functions cannot import each other in a circle, directly or by way of others", async () => {
  await publishing("a", "export const a = 1;");
  await publishing("b", 'export * from "functions/a@1";');
  await publishing("c", 'export * from "functions/b@1";');
  await expect(publishing("a", 'export * from "functions/a@1";', 1)).rejects.toThrow("Function a cannot import itself");
  for (const by of ["b", "c"])
    await expect(publishing("a", `\nexport * from "functions/${by}@1";`, 1)).rejects.toThrow(
      `functions/${by}@1 imports functions/a@1: functions cannot import each other in a circle (line 2`,
    );
});

test.each(["Tax", "__proto__", "a/b", "../a", "a@1", "a b", ""])("nothing is published as %j", async (name) => {
  await expect(publishing(name, TAX)).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("a function is at most 256 KiB, and 1 MiB with all that it imports", async () => {
  const filled = (code: string) => `${code}//${"x".repeat(256 * 1024 - code.length - 2)}`;
  await expect(publishing("large", `${filled("")}x`)).rejects.toMatchObject({ code: "BAD_REQUEST" });
  const names = ["one", "two", "three"];
  for (const name of names) await publishing(name, filled(`export const ${name} = 1;`));
  const all = names.map((name) => `import "functions/${name}@1";`).join("\n");
  await publishing("within", all);
  await publishing("four", filled("export const four = 1;"));
  await expect(publishing("beyond", `${all}\nimport "functions/four@1";`)).rejects.toThrow(
    /1 MiB of code; these are 5/,
  );
});

test("a workflow names the versions that it imports, and each sees the other", async () => {
  await publishing("tax", TAX);
  await publishing("price", PRICE);
  expect(await publish(editor, calling(uses("functions/price@1")))).toBe(1);
  const user = [{ name: "calling", title: "" }];
  expect((await editor.functions.get({ name: "price" })).usedBy).toEqual({ workflows: user, more: 0, functions: [] });
  expect((await editor.functions.get({ name: "tax" })).usedBy).toMatchObject({ workflows: user });
  expect(await editor.functions.modules({ imports: ["functions/price@1", "functions/none@1"] })).toEqual({
    "functions/price@1": PRICE,
    "functions/tax@1": TAX,
  });

  await editor.workflows.archive({ name: "calling" });
  expect((await editor.functions.get({ name: "tax" })).usedBy.workflows).toEqual([]);
});

test("a workflow that names a function wrongly cannot be published; the stage and field are named", async () => {
  await publishing("tax", TAX);
  expect(await problemsOf(calling(uses("functions/tax@1")))).toEqual([]);
  const place = { stageId: "a", path: ["stages", 0, "config", "source"] };
  expect(await problemsOf(calling(uses("functions/tax")))).toMatchObject([
    { ...place, message: expect.stringMatching(/^Stage a: source: functions\/tax names no version.*line 1/) },
  ]);
  expect(await problemsOf(calling(uses("functions/tax@7")))).toMatchObject([
    { ...place, message: expect.stringContaining("Function tax has no version 7; the newest is functions/tax@1") },
  ]);
  expect(await problemsOf(calling('import { none } from "functions/tax@1";\nexport default none;'))).toMatchObject([
    { ...place, message: expect.stringContaining("none") },
  ]);
  expect(
    await problemsOf(calling("export default () => 1;", { functions: 'export * from "functions/none@1";' })),
  ).toMatchObject([{ path: ["functions"], message: expect.stringContaining("There is no published function none") }]);
  expect(
    await problemsOf(calling(uses("workflow/functions"), { functions: 'export * from "functions/tax@1";' })),
  ).toEqual([]);
});

test("nothing new imports a retired function; it can be restored, and is kept from being published until then", async () => {
  await publishing("tax", TAX);
  await publishing("price", PRICE);
  await editor.functions.retire({ name: "tax" });
  expect((await editor.functions.list({})).rows.map(({ name }) => name)).toEqual(["price"]);
  expect((await editor.functions.list({ retired: true })).rows).toMatchObject([{ name: "tax", latestVersion: 1 }]);
  expect(await problemsOf(calling(uses("functions/tax@1")))).toMatchObject([
    { message: expect.stringContaining("Function tax is retired") },
  ]);
  // What was published with it goes on.
  expect(await problemsOf(calling(uses("functions/price@1")))).toEqual([]);
  await expect(publishing("tax", "export const tax = 1;", 1)).rejects.toMatchObject({ code: "CONFLICT" });

  await editor.functions.restore({ name: "tax" });
  expect(await problemsOf(calling(uses("functions/tax@1")))).toEqual([]);
  expect(await publishing("tax", "export const tax = 1;", 1)).toMatchObject({ version: 2 });
});

test("functions are listed by name, page by page, and found by name and description", async () => {
  for (const name of ["c", "a", "b"]) await publishing(name, TAX, null, name === "b" ? "Of Letters" : "");
  const first = await editor.functions.list({ limit: 2 });
  expect(first.rows.map(({ name }) => name)).toEqual(["a", "b"]);
  expect((await editor.functions.list({ limit: 2, cursor: first.next })).rows.map(({ name }) => name)).toEqual(["c"]);
  expect((await editor.functions.list({ search: "letter" })).rows).toMatchObject([{ name: "b" }]);
  await expect(editor.functions.version({ name: "a", version: 2 })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
