import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import { type DefinedStage, isStage } from "#core/authoring/stages.ts";
import { stripTypes } from "#server/code/strip-types.ts";
import { Refusal } from "#server/refusal.ts";
import type { PublishedStage } from "#server/stages/publish-custom-stages.ts";

/** A stage, and the file that defines it. */
export interface LoadedStage {
  stage: DefinedStage;
  file: string;
  hash: string;
}

const IS_LOADED = /(?<!\.(test|d))\.m?[jt]s$/;

/**
 * Loads every file of a folder (`.ts`, `.mts`, `.js`, `.mjs`; tests and folders in it are left alone) and returns the
 * stages that they export. Throws a Refusal that names file and line when one is broken, exports no stage, or a name that
 * another has.
 */
export async function loadStages(folder: string): Promise<LoadedStage[]> {
  const byName = new Map<string, LoadedStage>();
  for (const file of filesOf(folder)) {
    for (const loaded of await loadFile(file)) {
      const other = byName.get(loaded.stage.name);
      if (other)
        throw new Refusal(
          `HEDDLE_STAGES: ${file}: the stage ${loaded.stage.name} is defined in ${basename(other.file)} already`,
        );
      byName.set(loaded.stage.name, loaded);
    }
  }
  return [...byName.values()];
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && IS_LOADED.test(entry.name))
      .map(({ name }) => join(folder, name))
      .sort();
  } catch (error) {
    throw new Refusal(`HEDDLE_STAGES: ${folder} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

async function loadFile(file: string): Promise<LoadedStage[]> {
  const source = readFileSync(file, "utf8");
  const stripped = stripTypes(source);
  if ("problem" in stripped) throw broken(file, stripped.problem.line, stripped.problem.message);
  const exports: Record<string, unknown> = await import(pathToFileURL(file).href).catch((error: unknown) => {
    throw broken(file, lineIn(error, file), messageOf(error), error);
  });
  // The default export may be exported by name, too.
  const stages = [...new Set(Object.values(exports))].filter(isStage);
  if (stages.length === 0) throw new Refusal(`HEDDLE_STAGES: ${file}: exports no stage; see defineStage`);
  const hash = createHash("sha256").update(source).digest("hex");
  return stages.map((stage) => ({ stage, file, hash }));
}

function broken(file: string, line: number | null, message: string, cause?: unknown): Refusal {
  const [first] = message.split("\n");
  return new Refusal(`HEDDLE_STAGES: ${file}${line === null ? "" : `:${line}`}: ${first}`, { cause });
}

/** The first line of the file that the stack of an error names; a file that it imports may have thrown. */
function lineIn(error: unknown, file: string): number | null {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const at = [pathToFileURL(file).href, file].map((name) => stack.indexOf(`${name}:`)).find((index) => index >= 0);
  const line = at === undefined ? null : /:(\d+)/.exec(stack.slice(stack.indexOf(basename(file), at)));
  return line ? Number(line[1]) : null;
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** What is published of a stage; its schemas as JSON Schemas. Throws a Refusal when one has none. */
export function publishedStage({ stage, file, hash }: LoadedStage): PublishedStage {
  const { name, title, description } = stage;
  const schema = (what: "input" | "output" | "config") => {
    try {
      return z.toJSONSchema(stage[what], { io: what === "output" ? "output" : "input", unrepresentable: "any" });
    } catch (error) {
      throw new Refusal(`HEDDLE_STAGES: ${file}: ${what} of ${name}: ${messageOf(error)}`, { cause: error });
    }
  };
  return { name, title, description, input: schema("input"), output: schema("output"), config: schema("config"), hash };
}
