import { z } from "zod";
import { type Door, namesIn, type Schema } from "#server/api/rest/doors.ts";
import type { PlainPlace } from "#server/api/rest/plain-places.ts";
import { takesSeveral } from "#server/api/rest/read-value.ts";

export type Json = Record<string, unknown>;

const REFUSAL = { $ref: "#/components/responses/Refusal" };
const KEY_HEADER = { $ref: "#/components/parameters/IdempotencyKey" };

/** What a schema says without the marks that only a document of its own has. */
const bare = ({ $schema: _, ...schema }: Schema): Schema => schema;

/** `runs.startMany` as a name that generated code may have: `runsStartMany`. */
const operationId = (procedure: string): string => procedure.replace(/\.(\w)/g, (_, letter) => letter.toUpperCase());

/** The group of an address: its first word. */
export const tagOf = (path: string): string => /^\/([\w-]+)/.exec(path)?.[1] ?? "";

const parameterIn = (place: "path" | "query", name: string, schema: Schema, isRequired: boolean): Json => {
  const { description, ...rest } = schema;
  const isSimple =
    place === "path" || takesSeveral(schema) || JSON.stringify(rest).match(/"type":"(object|array)"/) === null;
  return {
    name,
    in: place,
    required: isRequired,
    ...(description !== undefined && { description }),
    ...(isSimple ? { schema: rest } : { content: { "application/json": { schema: rest } } }),
  };
};

/** The fields of the input that do not stand in the address. */
function withoutNames(input: Schema, names: string[]): Schema {
  const { properties, required = [], ...rest } = bare(input);
  if (!properties) return bare(input);
  const kept = Object.entries(properties).filter(([name]) => !names.includes(name));
  const needed = required.filter((name) => !names.includes(name));
  return { ...rest, properties: Object.fromEntries(kept), ...(needed.length > 0 && { required: needed }) };
}

function asked({ method, path, input }: Door): Json {
  const names = namesIn(path);
  const inPath = names.map((name) => parameterIn("path", name, input.properties?.[name] ?? {}, true));
  const rest = withoutNames(input, names);
  const isNeeded = (name: string) => rest.required?.includes(name) ?? false;
  if (method === "GET" || method === "DELETE") {
    const fields = Object.entries(rest.properties ?? {});
    return {
      parameters: [...inPath, ...fields.map(([name, schema]) => parameterIn("query", name, schema, isNeeded(name)))],
    };
  }
  const hasFields = rest.properties === undefined || Object.keys(rest.properties).length > 0;
  return {
    parameters: [...inPath, ...(method === "POST" ? [KEY_HEADER] : [])],
    ...(hasFields && {
      requestBody: {
        required: rest.properties === undefined || (rest.required?.length ?? 0) > 0,
        content: { "application/json": { schema: rest } },
      },
    }),
  };
}

function answers(door: Door): Json {
  const schema = door.answer
    ? bare(z.toJSONSchema(door.answer, { io: "output", unrepresentable: "any" }) as Schema)
    : {};
  const content = door.status === 204 ? {} : { content: { "application/json": { schema } } };
  return { [String(door.status)]: { description: door.does, ...content }, default: REFUSAL };
}

/** What a procedure takes and gives, as OpenAPI says it. */
export const operationOf = (door: Door): Json => ({
  operationId: operationId(door.procedure),
  tags: [tagOf(door.path)],
  summary: door.does,
  description: door.access === "public" ? "Nobody needs to be signed in." : `Needs the right \`${door.access}\`.`,
  ...asked(door),
  responses: answers(door),
  ...(door.access === "public" && { security: [] }),
});

/** The same for a door that is no procedure. */
export const plainOperation = ({ method, path, does, gives, status, isPublic }: Omit<PlainPlace, "answer">): Json => ({
  operationId: `${method.toLowerCase()}${path.replace(/\W+(\w)?/g, (_, letter = "") => letter.toUpperCase())}`,
  tags: [tagOf(path)],
  summary: does,
  parameters: namesIn(path).map((name) => parameterIn("path", name, { type: "string" }, true)),
  ...(method !== "GET" && { requestBody: { content: { "application/json": { schema: {} } } } }),
  responses: { [String(status)]: { description: does, content: { [gives]: { schema: {} } } }, default: REFUSAL },
  ...(isPublic && { security: [] }),
});
