import { expect, test } from "vitest";
import { functionsModule } from "#core/code-modules.ts";
import { checkCode } from "#server/workflows/check-code.ts";

test.each([
  "export default (input: { n: number }): number => input.n",
  "export default async function f(input) { return input }",
  "const f = () => 1;\nexport { f as default };",
  "const base = await Promise.resolve(1);\nexport default () => base;",
])("%s can be run", async (source) => {
  expect(await checkCode({ source })).toBeNull();
});

test.each([
  ["syntax", "export default () => {\n  return (;\n}", { line: 2, column: 11, message: "Expression expected" }],
  [
    "syntax far from its beginning",
    "const a = 1;\nconst b = 2;\nconst c = 3;\nexport default () => { return a +* b }",
    { line: 4 },
  ],
  [
    "TypeScript that is more than types",
    "const x = 1;\nenum A { B }\nexport default () => x",
    { line: 2, message: "TypeScript enum is not supported in strip-only mode" },
  ],
  ["a name declared twice", "let a = 1;\nlet a = 2;\nexport default () => a", { line: 2 }],
  ["a break out of nothing", "export default () => { break }", { line: 1 }],
  [
    "a missing default export",
    "const f = () => 1;",
    { message: "There is no default export; write `export default function (input) { … }`" },
  ],
  ["nothing at all", "", { message: expect.stringContaining("no default export") }],
  [
    "an import",
    "const a = 1;\nimport fs from 'node:fs';\nexport default () => fs",
    {
      line: 2,
      column: 16,
      message:
        "The module node:fs cannot be imported here; there are workflow/functions, heddle/std/csv, heddle/std/dates, heddle/std/hash, heddle/std/lists, heddle/std/text, and published functions as functions/name@version",
    },
  ],
  ["a NUL", "export default () => 1\0", { message: "The code holds a NUL character" }],
  ["nesting without end", `export default () => ${"(".repeat(20_000)}1`, {}],
])("%s is told with its place", async (_what, source, problem) => {
  expect(await checkCode({ source })).toMatchObject(problem);
});

test("nothing of the code is executed", async () => {
  expect(await checkCode({ source: "for (;;);\nexport default () => 1" })).toBeNull();
  expect(await checkCode({ source: "throw new Error('ran');\nexport default () => 1" })).toBeNull();
});

test("code may import what comes with Heddle, and the functions of its workflow", async () => {
  const source = `import { parseCsv } from "heddle/std/csv";
import { price } from "workflow/functions";
export default (input) => price(parseCsv(input.text));`;
  expect(
    await checkCode({
      source,
      modules: functionsModule("export const price = (rows: unknown[]): number => rows.length;"),
    }),
  ).toBeNull();
  expect(await checkCode({ source, modules: functionsModule("export const other = 1;") })).toMatchObject({
    line: 2,
    message: expect.stringContaining("price"),
  });
  expect(await checkCode({ source })).toEqual({
    line: 2,
    column: 23,
    message: "The workflow has no functions that could be imported here",
  });
});

test("functions need no default export, and cannot import themselves", async () => {
  expect(await checkCode({ source: "export const a = 1;", isModule: true })).toBeNull();
  expect(await checkCode({ source: 'export * from "workflow/functions";', isModule: true })).toMatchObject({ line: 1 });
});
