import { parseDocument } from "yaml";
import { badDocument, type Fields, isFields, own, type Place } from "#server/services/openapi/place.ts";

export interface OpenApiDocument {
  root: Fields;
  /** Its schemas are those of OpenAPI 3.0, which differ from JSON Schema. */
  isOld: boolean;
}

const MAX_DEPTH = 100;
/** Aliases of YAML make much out of little. */
const MAX_VALUES = 500_000;

/** Reads an OpenAPI document of version 3.0 or 3.1, JSON or YAML. Throws DomainError that names what is wrong. */
export function readDocument(text: string): OpenApiDocument {
  const root = /^\s*\{/.test(text) ? fromJson(text) : fromYaml(text);
  if (!isFields(root)) throw badDocument([], "must be an object");
  checkSize(root);
  if (own(root, "swagger") !== undefined)
    throw badDocument(["swagger"], "says that this is Swagger 2; convert it to OpenAPI 3 first");
  const version = own(root, "openapi");
  if (typeof version !== "string" || !/^3\.[01]\.\d+/.test(version))
    throw badDocument(["openapi"], "must be a version of OpenAPI 3.0 or 3.1");
  return { root, isOld: version.startsWith("3.0") };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // Flow style of YAML begins with a brace as well.
    if (!(error instanceof SyntaxError)) throw error;
    try {
      return fromYaml(text);
    } catch {
      throw badDocument([], `is no JSON: ${error.message}`);
    }
  }
}

function fromYaml(text: string): unknown {
  try {
    const document = parseDocument(text, { prettyErrors: true, strict: true });
    const [problem] = document.errors;
    if (!problem) return document.toJS({ maxAliasCount: 100 });
    // The parser says so of its own stack.
    if (problem.message.includes("call stack")) throw new RangeError(problem.message);
    const [at] = problem.linePos ?? [];
    throw badDocument([], `is no YAML: line ${at?.line ?? "?"}: ${problem.message.split(" at line ")[0]}`);
  } catch (error) {
    if (error instanceof RangeError) throw badDocument([], "nests too deep");
    if (error instanceof ReferenceError) throw badDocument([], `is no YAML that can be used: ${error.message}`);
    throw error;
  }
}

function checkSize(root: unknown): void {
  const places: [unknown, Place][] = [[root, []]];
  let count = 0;
  for (let next = places.pop(); next; next = places.pop()) {
    const [value, place] = next;
    if (typeof value !== "object" || value === null) continue;
    if (place.length > MAX_DEPTH) throw badDocument(place.slice(0, 5), `nests more than ${MAX_DEPTH} levels deep`);
    const parts = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
    count += parts.length;
    if (count > MAX_VALUES) throw badDocument([], `holds more than ${MAX_VALUES} values`);
    for (const [key, part] of parts) places.push([part, [...place, key]]);
  }
}
