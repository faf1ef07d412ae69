import { parseDocument } from "yaml";
import { DomainError } from "#core/errors.ts";

export type TextFormat = "json" | "yaml";

const MiB = 1024 * 1024;
/** Reading YAML takes a second or more a MiB, in which nobody else is served. */
const MAX_BYTES = { json: 8 * MiB, yaml: MiB } as const;
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
  const limit = MAX_BYTES[format];
  if (Buffer.byteLength(text) > limit)
    throw new DomainError(
      "too_large",
      `text: is larger than ${limit / MiB} MiB, the limit for ${format.toUpperCase()}`,
      {
        field: "text",
      },
    );
  return format === "json" ? parseJson(text) : parseYaml(text);
}
