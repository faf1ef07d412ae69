import { extname } from "node:path";
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";
import { stringify } from "yaml";
import { UsageError } from "#cli/exit-codes.ts";
import { readData } from "#cli/read-input.ts";
import type { Definition } from "#core/definition.ts";
import type { Problem } from "#core/problem.ts";
import { readDefinition } from "#core/problems.ts";

export type Format = "json" | "yaml";

/** The format that the ending of a file means. */
export function formatOf(file: string): Format {
  const ending = extname(file);
  if (ending === ".json") return "json";
  if (ending === ".yaml" || ending === ".yml") return "yaml";
  throw new UsageError(`${file} must end in .json, .yaml or .yml`);
}

/** Problems as lines, each with its place. */
export const problemLines = (problems: readonly Problem[]): string =>
  problems.map(({ path, message }) => `  ${path.join(".") || "definition"}: ${message}`).join("\n");

/** The definition in a file, whole in shape; what it lacks in sense the server tells. Throws a `UsageError` with all that is wrong. */
export function readDefinitionFile(file: string): Definition {
  formatOf(file);
  const { definition, problems } = readDefinition(readData(file));
  if (definition) return definition;
  throw new UsageError(`${file} is not a definition:\n${problemLines(problems)}`);
}

const textOf = (definition: Definition | null): string =>
  definition === null ? "" : stringify(definition, { aliasDuplicateObjects: false, lineWidth: 0 });

/** What a file would change of a draft, as lines that are taken out and put in; empty when it is the same. */
export function diffText(draft: Definition | null, file: Definition): string {
  const [before, after] = [textOf(draft), textOf(file)];
  if (before === after) return "";
  const left = draft === null ? "nothing" : `${draft.name} (draft)`;
  return createTwoFilesPatch(left, file.name, before, after, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  }).trimEnd();
}
