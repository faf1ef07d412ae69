import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";

const home = mkdtempSync(join(tmpdir(), "heddle-stages-"));
afterAll(() => rmSync(home, { recursive: true }));

/** A folder outside the repository with these files, loaded by a process of its own as a worker loads it. */
function load(files: Record<string, string>) {
  const folder = mkdtempSync(join(home, "folder-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  const { stdout } = spawnSync(process.execPath, ["worker/stages/testing/print-stages.ts", folder], {
    encoding: "utf8",
  });
  return { stdout: stdout.replaceAll(`${folder}/`, ""), folder };
}

const stageFile = (name: string, more = "") => `import { defineStage } from "heddle/stages";
import { z } from "zod";
${more}
export default defineStage({
  name: "${name}",
  description: "Counts words",
  input: z.object({ text: z.string() }),
  output: z.object({ words: z.int() }),
  config: z.object({ shortest: z.int().min(1).default(1) }),
  run: ({ text }, { config }) => ({ words: text.split(" ").filter((word) => word.length >= config.shortest).length }),
});
`;

test("files outside the repository are loaded as they are, with types, without a package of their own", () => {
  const { stdout } = load({
    "count.ts": stageFile("word.count", 'import { two } from "./parts/two.ts";\nexport const four: number = two * 2;'),
    "parts/two.ts": "export const two = 2;",
    "count.test.ts": "throw new Error('tests are not loaded');",
    "README.md": "# Stages",
  });

  expect(JSON.parse(stdout)).toEqual([
    {
      name: "word.count",
      title: "word.count",
      description: "Counts words",
      input: expect.objectContaining({ required: ["text"] }),
      output: expect.objectContaining({ required: ["words"] }),
      config: expect.objectContaining({
        properties: { shortest: expect.objectContaining({ minimum: 1, default: 1 }) },
      }),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
});

test("a package that a stage imports keeps its own zod", () => {
  const { stdout } = load({
    "count.ts": stageFile(
      "word.count",
      'import { version } from "other";\nif (version !== "its own") throw new Error(version);',
    ),
    "node_modules/other/package.json": '{ "name": "other", "type": "module", "exports": "./index.js" }',
    "node_modules/other/index.js": 'export { version } from "zod";',
    "node_modules/zod/package.json": '{ "name": "zod", "type": "module", "exports": "./index.js" }',
    "node_modules/zod/index.js": 'export const version = "its own";',
  });

  expect(JSON.parse(stdout)).toMatchObject([{ name: "word.count" }]);
});

test.each([
  ["cannot be read", "const a: = 1;\n", /^Refusal: HEDDLE_STAGES: broken\.ts:1: /],
  ["throws", "\n\nthrow new Error('No key');\n", /^Refusal: HEDDLE_STAGES: broken\.ts:3: No key$/],
  [
    "has a stage with a bad name",
    stageFile("Word Count"),
    /^Refusal: HEDDLE_STAGES: broken\.ts:4: The name "Word Count"/,
  ],
  ["imports what is not there", "import './gone.ts';\n", /^Refusal: HEDDLE_STAGES: broken\.ts.*gone\.ts/],
  [
    "imports a name that is not there",
    "\nimport { gone } from 'zod';\ngone();\n",
    /^Refusal: HEDDLE_STAGES: broken\.ts:2: .*gone/,
  ],
  [
    "exports no stage",
    "export const a = 1;\n",
    /^Refusal: HEDDLE_STAGES: broken\.ts: exports no stage; see defineStage$/,
  ],
])("a file that %s is named, with its line", (_what, source, message) => {
  expect(load({ "broken.ts": source }).stdout).toMatch(message);
});

test("a name that two files define is refused, and both are named", () => {
  const { stdout } = load({ "a.ts": stageFile("same"), "b.ts": stageFile("same") });

  expect(stdout).toBe("Refusal: HEDDLE_STAGES: b.ts: the stage same is defined in a.ts already");
});

test("a folder that is not there is refused", () => {
  const { stdout } = spawnSync(process.execPath, ["worker/stages/testing/print-stages.ts", join(home, "gone")], {
    encoding: "utf8",
  });

  expect(stdout).toMatch(/^Refusal: HEDDLE_STAGES: .*gone cannot be read/);
});
