import { expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { codeProblems } from "#server/workflows/code-problems.ts";

const BROKEN = "export default () => {\n  return (;\n}";

test("code that cannot be run is named by its stage and line, that of a stage and that of its check", async () => {
  const definition = Definition.parse({
    heddle: 1,
    name: "checked",
    stages: [
      {
        id: "fine",
        kind: "code",
        config: { source: "export default () => 1" },
        check: { source: "export default () => true" },
      },
      { id: "write", kind: "code", config: { source: BROKEN }, check: { source: BROKEN } },
      { id: "shape", kind: "transform", config: { expression: "1" }, check: { source: "" } },
    ],
  });
  expect(await codeProblems(definition)).toMatchObject([
    {
      code: "code_syntax",
      stageId: "write",
      path: ["stages", 1, "config", "source"],
      message: "Stage write: source: Expression expected (line 2, column 11)",
    },
    {
      code: "code_syntax",
      stageId: "write",
      path: ["stages", 1, "check", "source"],
      message: "Stage write: check.source: Expression expected (line 2, column 11)",
    },
  ]);
});

test("functions that cannot be imported are named once, not again with each stage that uses them", async () => {
  const source = 'import { half } from "workflow/functions"; export default half;';
  const problemsWith = (functions: string) =>
    codeProblems(
      Definition.parse({
        heddle: 1,
        name: "shared",
        functions,
        stages: [
          { id: "one", kind: "code", config: { source } },
          { id: "two", kind: "code", config: { source } },
        ],
      }),
    );
  expect(await problemsWith("export const half = (n: number) => n / 2;")).toEqual([]);
  expect(await problemsWith("export const half = (n => n / 2;")).toEqual([
    {
      code: "code_syntax",
      message: expect.stringMatching(/^functions: .* \(line 1, column \d+\)$/),
      path: ["functions"],
    },
  ]);
  expect(await problemsWith("export const other = 1;")).toMatchObject([{ stageId: "one" }, { stageId: "two" }]);
});
