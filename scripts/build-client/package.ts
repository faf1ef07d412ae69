import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "rolldown";
import { declarationsOf } from "#scripts/build-client/declarations.ts";

const SOURCE = "client/heddle-client.ts";

/** Machine-written declarations as a person would write them. */
function formatted(text: string): string {
  const { stdout, status } = spawnSync(
    process.execPath,
    ["node_modules/@biomejs/biome/bin/biome", "format", "--stdin-file-path=index.d.ts"],
    { input: text, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error("The declarations of the client cannot be read");
  return stdout;
}

/** Builds the package heddle-client into a folder, which is emptied first: one module and its declarations, no packages. */
export async function buildClientPackage(folder: string): Promise<void> {
  const { version, license } = JSON.parse(readFileSync("package.json", "utf8"));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await build({
    input: SOURCE,
    platform: "neutral",
    logLevel: "warn",
    output: { file: join(folder, "index.js"), format: "esm", minify: false },
  });
  writeFileSync(join(folder, "index.d.ts"), formatted(declarationsOf(SOURCE)));
  const manifest = {
    name: "heddle-client",
    version,
    description: "The typed client of Heddle, a workflow engine",
    license,
    type: "module",
    sideEffects: false,
    exports: { ".": { types: "./index.d.ts", default: "./index.js" } },
    files: ["index.js", "index.d.ts", "README.md", "LICENSE"],
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync("docs/client.md", join(folder, "README.md"));
  copyFileSync("LICENSE", join(folder, "LICENSE"));
}
