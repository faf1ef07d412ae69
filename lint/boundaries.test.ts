import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { z } from "zod";

const RULE = "lint/style/noRestrictedImports";

/** A file of each room with an import that its room must not have. */
const violations: [file: string, imported: string][] = [
  ["core/planted.ts", "#server/db.ts"],
  ["core/planted-node.ts", "node:fs"],
  ["core/planted-react.ts", "react"],
  ["core/kinds/planted.ts", "../definition.ts"],
  ["server/engine/planted.ts", "#server/api/root.ts"],
  ["server/runs/planted.ts", "next/headers"],
  ["server/runs/planted-worker.ts", "#worker/main.ts"],
  ["server/runs/planted-prisma.ts", "#prisma/client/client.ts"],
  ["server/runs/planted-testing.ts", "#server/testing/database.ts"],
  ["server/api/planted.ts", "#components/ui/button.tsx"],
  ["server/api/planted-react.ts", "react"],
  ["worker/planted.ts", "#server/api/root.ts"],
  ["worker/handlers/planted.ts", "#components/ui/button.tsx"],
  ["components/ui/planted.ts", "#core/definition.ts"],
  ["components/graph/planted.ts", "#components/editor/draft.ts"],
  ["components/trpc/planted.ts", "#server/db.ts"],
  ["components/editor/planted.ts", "#components/run/run-view.tsx"],
  ["components/run/planted.ts", "#components/editor/draft.ts"],
  ["components/cache/planted.ts", "#components/run/live-run.tsx"],
  ["components/deliveries/planted.ts", "#components/run/live-run.tsx"],
  ["components/compare/planted.ts", "#components/run/live-run.tsx"],
  ["components/diff/planted.ts", "#components/run/run-view.tsx"],
  ["components/follow-ups/planted.ts", "#components/run/live-run.tsx"],
  ["components/batches/planted.ts", "#components/run/live-run.tsx"],
  ["components/rules/planted.ts", "#components/run/live-run.tsx"],
  ["components/operations/planted.ts", "#components/run/live-run.tsx"],
  ["components/functions/planted.ts", "#components/editor/draft.ts"],
  ["components/inbox/planted.ts", "#server/api/root.ts"],
  ["components/workflows/planted.ts", "#components/settings/people.tsx"],
  ["components/settings/planted.ts", "#worker/main.ts"],
  ["components/shell/planted.ts", "#components/inbox/inbox.tsx"],
  ["components/runs/planted.ts", "#app/layout.tsx"],
  ["app/planted.ts", "#server/engine/claim-tasks.ts"],
  ["app/api/planted.ts", "#worker/main.ts"],
  ["client/planted.ts", "#server/db.ts"],
  ["client/planted-node.ts", "node:fs"],
  ["client/planted-cli.ts", "#cli/run-tree.ts"],
  ["core/planted-client.ts", "#client/heddle-client.ts"],
  ["examples/planted.ts", "#server/db.ts"],
  ["examples/testing/planted.ts", "#components/ui/button.tsx"],
  ["scripts/planted.ts", "#components/ui/button.tsx"],
  ["bench/planted.ts", "#app/layout.tsx"],
  ["e2e/planted.ts", "#components/ui/button.tsx"],
];

/** Files that obey the table. */
const clean: [file: string, imported: string][] = [
  ["core/clean.ts", "zod"],
  ["core/clean.test.ts", "vitest"],
  ["server/engine/clean.ts", "#core/definition.ts"],
  ["server/db.ts", "#prisma/client/client.ts"],
  ["server/api/clean.ts", "#server/runs/start-run.ts"],
  ["worker/clean.ts", "#server/engine/claim-tasks.ts"],
  ["components/ui/clean.ts", "react"],
  ["components/compare/clean.ts", "#components/diff/value-diff.tsx"],
  ["components/diff/clean.ts", "#core/diff/value-diff.ts"],
  ["components/inbox/clean.ts", "#components/diff/value-diff.tsx"],
  ["components/graph/clean.ts", "#components/ui/button.tsx"],
  ["components/trpc/clean.ts", "#server/api/root.ts"],
  ["components/editor/clean.ts", "#components/graph/graph-canvas.tsx"],
  ["app/clean.ts", "#components/ui/button.tsx"],
  ["app/api/clean.ts", "#server/api/root.ts"],
  ["client/clean.ts", "#server/api/root.ts"],
  ["client/clean-core.ts", "#core/run-event.ts"],
  ["cli/clean.ts", "#client/heddle-client.ts"],
  ["examples/clean.ts", "#server/api/root.ts"],
  ["examples/testing/clean.ts", "#worker/start-worker.ts"],
  ["e2e/clean.ts", "#scripts/supervisor/start-stack.ts"],
];

const Report = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

const folder = mkdtempSync(join(tmpdir(), "heddle-lint-"));
afterAll(() => rmSync(folder, { recursive: true }));
const reported = lintPlanted();

test.each(violations)("%s must not import %s", (file) => {
  expect(reported.get(file)).toContain(RULE);
});

test.each(clean)("%s may import %s", (file) => {
  expect(reported.get(file)).toBeUndefined();
});

test("a file of more than 400 lines is reported", () => {
  expect(reported.get("core/long.ts")).toEqual(["lint/style/noExcessiveLinesPerFile"]);
});

test("`any` is reported", () => {
  expect(reported.get("core/loose.ts")).toEqual(["lint/suspicious/noExplicitAny"]);
});

test("files that import each other are reported", () => {
  expect(reported.get("core/egg.ts")).toEqual(["lint/suspicious/noImportCycles"]);
  expect(reported.get("core/hen.ts")).toEqual(["lint/suspicious/noImportCycles"]);
});

test("the environment is read in server/env.ts alone", () => {
  expect(reported.get("server/reads-environment.ts")).toEqual(["lint/style/noProcessEnv"]);
});

function lintPlanted(): Map<string, string[]> {
  const config = JSON.parse(readFileSync("biome.json", "utf8"));
  plant("biome.json", JSON.stringify({ ...config, vcs: { enabled: false } }));
  for (const [file, imported] of [...violations, ...clean]) {
    plant(file, `import { thing } from "${imported}";\n\nexport const same = () => thing;\n`);
  }
  plant("core/long.ts", Array.from({ length: 401 }, (_, i) => `export const line${i} = ${i};\n`).join(""));
  plant("core/loose.ts", "export const loose = (value: any) => value;\n");
  plant("package.json", JSON.stringify({ imports: { "#*": "./*" } }));
  plant("core/egg.ts", `import { hen } from "#core/hen.ts";\n\nexport const egg = () => hen();\n`);
  plant("core/hen.ts", `import { egg } from "#core/egg.ts";\n\nexport const hen = () => egg();\n`);
  plant("server/reads-environment.ts", "export const home = () => process.env.HOME;\n");
  const biome = resolve("node_modules/.bin/biome");
  const { stdout } = spawnSync(biome, ["lint", "--reporter=json", "--max-diagnostics=none", "."], {
    cwd: folder,
    encoding: "utf8",
  });
  const byFile = new Map<string, string[]>();
  for (const { category, location } of Report.parse(JSON.parse(stdout)).diagnostics) {
    byFile.set(location.path, [...(byFile.get(location.path) ?? []), category]);
  }
  return byFile;
}

function plant(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}
