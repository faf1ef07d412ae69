import { DomainError } from "#core/errors.ts";
import { type Door, namesIn, type Schema } from "#server/api/rest/doors.ts";
import { readJson } from "#server/api/rest/read-json.ts";
import { oneOf, readValue, takesSeveral } from "#server/api/rest/read-value.ts";

const bad = (field: string, message: string) => new DomainError("bad_input", `${field}: ${message}`, { field });

const hasBody = ({ method }: Door): boolean => method !== "GET" && method !== "DELETE";

/** A body that is no JSON in name. Thrown apart from refusals in domain words: only a door knows media types. */
export class NotJson extends Error {}

const fieldOf = (schema: Schema, name: string): Schema | undefined =>
  Object.hasOwn(schema.properties ?? {}, name) ? schema.properties?.[name] : undefined;

/** The query of an address as fields of the input. Fields that are unknown, or given twice, are refused. */
function fromQuery(door: Door, search: string): Record<string, unknown> {
  try {
    decodeURIComponent(search.replaceAll("+", " "));
  } catch {
    throw bad("query", "is not written as an address should be");
  }
  const query = new URLSearchParams(search);
  const inPath = new Set(namesIn(door.path));
  const fields: [string, unknown][] = [];
  for (const name of new Set(query.keys())) {
    const field = hasBody(door) || inPath.has(name) ? undefined : fieldOf(door.input, name);
    if (!field) throw bad(name.slice(0, 100), "is not something that this address takes");
    const texts = query.getAll(name);
    if (takesSeveral(field)) fields.push([name, texts.map((text) => readValue(text, oneOf(field)))]);
    else if (texts.length > 1) throw bad(name, "is given twice");
    else fields.push([name, readValue(texts[0] ?? "", field)]);
  }
  return Object.fromEntries(fields);
}

/** The body as fields of the input; none at all is an empty one. */
async function fromBody(door: Door, request: Request): Promise<Record<string, unknown>> {
  const bytes = await request.arrayBuffer();
  if (bytes.byteLength === 0) return {};
  const [mediaType = ""] = (request.headers.get("content-type") ?? "").split(";");
  if (mediaType.trim().toLowerCase() !== "application/json") throw new NotJson();
  if (!hasBody(door)) throw bad("body", `${door.method} takes none`);
  const body = readJson(bytes);
  if (typeof body !== "object" || body === null || Array.isArray(body)) throw bad("body", "must be an object");
  const doubled = namesIn(door.path).find((name) => Object.hasOwn(body, name));
  if (doubled !== undefined) throw bad(doubled, "stands in the address already");
  return body as Record<string, unknown>;
}

/** The input of a procedure, put together from address, query, body and `Idempotency-Key`. */
export async function readInput(door: Door, params: Record<string, string>, request: Request): Promise<unknown> {
  const query = fromQuery(door, new URL(request.url).search);
  const body = await fromBody(door, request);
  const inPath = Object.entries(params).map(([name, text]) => [name, readValue(text, fieldOf(door.input, name) ?? {})]);
  const key = request.headers.get("idempotency-key");
  const takesKey = fieldOf(door.input, "idempotencyKey") && !Object.hasOwn(body, "idempotencyKey");
  return {
    ...(key !== null && takesKey && { idempotencyKey: key }),
    ...query,
    ...body,
    ...Object.fromEntries(inPath),
  };
}
