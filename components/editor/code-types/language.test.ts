import { expect, test } from "vitest";
import { Language } from "#components/editor/code-types/language.ts";
import { codeLib } from "#server/code/code-lib.ts";

const language = new Language(codeLib());

const DECLARATIONS = `type Input = {
/** The id of it. */ id: string; rows: { n: number }[] };
interface Context { attempt: number }
declare function callHost(service: "crm", method: "find", args: { name: string }): Promise<{ age: number }>;`;

const MODULES = { "workflow/functions": "export const half = (n: number): number => n / 2;" };

const code = (source: string) => ({ source: source.replace("|", ""), declarations: DECLARATIONS, modules: MODULES });
const namesAt = (source: string) =>
  language.complete(code(source), source.indexOf("|")).options.map(({ name }) => name);
const mistakesIn = (source: string) =>
  language.check(code(source)).map(({ from, to, ...rest }) => ({ at: source.slice(from, to), ...rest }));

test.each([
  "export default async function (input) { return input.| }",
  "export default (input) => input.|",
  "export default async input => input.|",
  "export default ((input = {}) => input.|)",
  "const main = (input) => input.|;\nexport default main;",
  "export default main;\nfunction main(input) { return input.| }",
  "export default (input: Input) => input.|",
])("the fields of the input are offered in %s", (source) => {
  expect(namesAt(source)).toEqual(["id", "rows"]);
});

test("what follows is offered from where its name begins", () => {
  const source = "export default ({ id, rows }, context) => rows.ma| + context.attempt;";
  const { from, options } = language.complete(code(source), source.indexOf("|"));
  expect(source.slice(from, source.indexOf("|"))).toBe("ma");
  expect(options.map(({ name }) => name)).toContain("map");
});

test("the answer of a call, and the functions of the workflow, have their types", () => {
  expect(namesAt(`export default async () => (await callHost("crm", "find", { name: "a" })).|`)).toEqual(["age"]);
  expect(namesAt(`export default async () => callHost("crm", "find", { | })`)).toEqual(["name"]);
  expect(namesAt(`import { | } from "workflow/functions";\nexport default () => 1;`)).toContain("half");
});

test("nothing of a browser or of Node is offered or known", () => {
  const names = namesAt("export default () => { | }");
  expect(names).toEqual(expect.arrayContaining(["sleep", "callHost", "console", "structuredClone", "Promise"]));
  for (const name of ["window", "document", "process", "require", "Buffer", "localStorage"])
    expect(names).not.toContain(name);
  expect(mistakesIn("export default () => document.title;")).toMatchObject([{ at: "document", isSyntax: false }]);
});

test("a mistake of types is found at its place in the author's text", () => {
  expect(mistakesIn("export default async input => {\n  return input.idd;\n}")).toEqual([
    { at: "idd", isSyntax: false, message: expect.stringContaining("Property 'idd' does not exist") },
  ]);
});

test("code that is sound has none, with or without types", () => {
  expect(
    mistakesIn(`import { half } from "workflow/functions";
const wait = await Promise.resolve(1);
export default async function (input, { attempt }) {
  const sum = input.rows.reduce((total, { n }) => total + half(n), wait);
  try { await sleep(1_000); } catch (error) { console.log(error.message); }
  return { id: input.id.toUpperCase(), sum, attempt };
}`),
  ).toEqual([]);
});

test("what cannot be run is told before what its types say", () => {
  expect(mistakesIn("export default (input) => {\n  return (;\n}")).toMatchObject([{ isSyntax: true }]);
});

test("what is more than types is refused where it stands", () => {
  expect(mistakesIn("enum Color { Red }\nexport default () => Color.Red;")).toMatchObject([{ at: "Color" }]);
});

test("a module that there is not is refused where it is named", () => {
  expect(mistakesIn('import fs from "node:fs";\nexport default () => fs;')).toMatchObject([{ at: '"node:fs"' }]);
});

test("a module that comes to be known later is found, also by modules that were there", () => {
  const source = 'import { third } from "functions/third@1";\nexport default (): string => third(1);';
  const over = 'export * from "functions/later@1";';
  const shared = { ...code(source), modules: { "functions/third@1": over } };
  expect(language.check(shared)).toMatchObject([{ message: expect.stringContaining("third") }]);
  const modules = { ...shared.modules, "functions/later@1": "export const third = (n: number): number => n / 3;" };
  expect(language.check({ ...shared, modules })).toMatchObject([
    { message: "Type 'number' is not assignable to type 'string'." },
  ]);
});

test("what one points at is described with its type and words", () => {
  const source = "export default (input) => input.i|d;";
  const at = source.indexOf("|") - 1;
  const found = language.describe(code(source), at);
  expect(found).toMatchObject({ type: "(property) id: string", words: "The id of it." });
  expect(code(source).source.slice(found?.from, found?.to)).toBe("id");
  expect(language.describe(code(`\n\n${source}`), 0)).toBeNull();
  expect(language.detail(code("export default (input) => input.;"), 32, "id")).toMatchObject({
    type: "(property) id: string",
  });
  expect(language.detail(code("export default (input) => input.;"), 32, "none")).toBeNull();
});
