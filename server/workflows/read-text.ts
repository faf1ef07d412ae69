import { parseDocument } from "yaml";
import { DomainError } from "#core/errors.ts";

export type TextFormat = "json" | "yaml";

const MAX_TEXT_BYTES = 8 * 1024 * 1024;
/** Aliases may repeat what is written; a chain of them that multiplies is refused. */
const MAX_ALIASES = 100;

const refuse = (sentence: string) => new DomainError("bad_input", `text: ${sentence}`, { field: "text" });

function parseYaml(text: string): unknown {
  const document = parseDocument(text, { schema: "core", merge: false, uniqueKeys: true });
  const [error] = document.errors;
  if (error) throw refuse(`is not valid YAML: ${error.message.split("\n")[0]}`);
  try {
    return document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch {
    throw refuse("repeats itself by too many aliases");
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(`is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Reads a definition that somebody wrote or exported; the result is untrusted JSON. */
export function readText(text: string, format: TextFormat): unknown {
  if (Buffer.byteLength(text) > MAX_TEXT_BYTES)
    throw new DomainError("too_large", `text: is larger than ${MAX_TEXT_BYTES / 1024 / 1024} MiB`, { field: "text" });
  return format === "json" ? parseJson(text) : parseYaml(text);
}
