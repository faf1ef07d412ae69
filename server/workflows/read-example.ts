import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Definition } from "#core/definition.ts";
import { sourceFile } from "#server/root.ts";

/** The folders under examples/, in the order in which a newcomer meets them; what another starts comes before it. */
export const EXAMPLES = [
  "hello",
  "license-review",
  "document",
  "price-fetch",
  "video-tickers",
  "status-check",
  "video-convert",
  "campaign-build",
  "letter-reply",
] as const;

const isFile = (value: object): value is { file: string } =>
  Object.keys(value).length === 1 && "file" in value && typeof value.file === "string";

function inlineFiles(value: unknown, folder: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => inlineFiles(entry, folder));
  if (typeof value !== "object" || value === null) return value;
  if (!isFile(value))
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inlineFiles(entry, folder)]));
  const text = readFileSync(join(folder, value.file), "utf8");
  return value.file.endsWith(".jsonata") ? { $: text.trim() } : text;
}

/**
 * The definition in `examples/<folder>/workflow.json`. Code and expressions lie in files beside it: in place of
 * `{ "file": "parse.ts" }` stands the text of that file, of `{ "file": "summary.jsonata" }` the expression in it.
 */
export function readExample(folder: string): Definition {
  const file = sourceFile("examples", folder, "workflow.json");
  const definition: unknown = JSON.parse(readFileSync(file, "utf8"));
  return Definition.parse(inlineFiles(definition, join(file, "..")));
}
