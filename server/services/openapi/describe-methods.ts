import { HTTP_METHODS } from "#core/kinds/http.ts";
import type { JsonSchema, OpenApiRequest } from "#core/service-method.ts";
import { findUnstorable } from "#core/storable.ts";
import { describeBody, describeResult } from "#server/services/openapi/bodies.ts";
import { describeParameter, findParameters } from "#server/services/openapi/parameters.ts";
import { badDocument, type Fields, fieldsAt, own, type Place } from "#server/services/openapi/place.ts";
import type { OpenApiDocument } from "#server/services/openapi/read-document.ts";
import { resolved } from "#server/services/openapi/references.ts";
import { SchemaBundle, SchemaTooLarge } from "#server/services/openapi/schema-bundle.ts";
import type { StoredMethod } from "#server/services/stored-methods.ts";

const MAX_METHODS = 2_000;
const MAX_NAME = 200;
const MAX_SUMMARY = 300;
/** Schemas and places of schemas that a method may need. */
const MAX_ARGS_PARTS = 5_000;
const MAX_RESULT_PARTS = 1_000;
const MAX_BYTES = 16 * 1024 * 1024;

/** What can be called of a service, and what of its document cannot, with the reason. */
export interface Described {
  methods: StoredMethod[];
  leftOut: string[];
}

interface Operation {
  method: OpenApiRequest["method"];
  path: string;
  fields: Fields;
  place: Place;
  item: { fields: Fields; place: Place };
}

/** Takes the operations of an OpenAPI document for methods, by their `operationId`. Throws DomainError that names the place. */
export function describeMethods(document: OpenApiDocument): Described {
  const methods = new Map<string, StoredMethod>();
  const leftOut: string[] = [];
  let bytes = 0;
  for (const operation of operationsOf(document)) {
    const name = nameOf(operation);
    if (methods.has(name)) throw badDocument([...operation.place, "operationId"], `is there twice: ${name}`);
    const method = methodOf(document, operation, name);
    if (typeof method === "string") leftOut.push(`${name}: ${method}`);
    else methods.set(name, method);
    if (methods.size > MAX_METHODS) throw badDocument(["paths"], `has more than ${MAX_METHODS} operations`);
    bytes += JSON.stringify(method).length;
    if (bytes > MAX_BYTES) throw badDocument(["paths"], "describes more than 16 MiB; leave operations out");
  }
  if (methods.size === 0) throw badDocument(["paths"], `has no operation that can be called${because(leftOut)}`);
  const unstorable = findUnstorable([...methods.values()], "paths");
  if (unstorable) throw badDocument([], unstorable.message);
  return { methods: [...methods.values()], leftOut };
}

const because = ([first]: readonly string[]): string => (first === undefined ? "" : ` (${first})`);

function operationsOf({ root }: OpenApiDocument): Operation[] {
  const paths = fieldsAt(root, "paths", []);
  return Object.keys(paths).flatMap((path) => {
    if (path.startsWith("x-")) return [];
    if (!/^\/[^?#\s\\]*$/.test(path)) throw badDocument(["paths", path], "must be a path that begins with /");
    const item = resolved(root, paths[path], ["paths", path]);
    return HTTP_METHODS.flatMap((method) => {
      const key = method.toLowerCase();
      if (own(item.fields, key) === undefined) return [];
      return [{ method, path, item, fields: fieldsAt(item.fields, key, item.place), place: [...item.place, key] }];
    });
  });
}

/** Its `operationId`; without one, of `GET /pets/{id}`, `get_pets_id`. */
function nameOf({ fields, method, path, place }: Operation): string {
  const given = own(fields, "operationId");
  if (given === undefined) {
    const words = path.split(/[^A-Za-z0-9]+/).filter(Boolean);
    return [method.toLowerCase(), ...words].join("_").slice(0, MAX_NAME);
  }
  if (typeof given !== "string" || given.trim() === "" || given.length > MAX_NAME)
    throw badDocument([...place, "operationId"], `must be text of 1 to ${MAX_NAME} characters`);
  return given;
}

function methodOf(document: OpenApiDocument, operation: Operation, name: string): StoredMethod | string {
  const { root } = document;
  const { fields, method, path, place, item } = operation;
  const bundle = new SchemaBundle(document, true, MAX_ARGS_PARTS);
  const found = findParameters(root, [item, { fields, place }]);
  const inPath = new Set([...path.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? ""));
  for (const named of inPath)
    if (!found.some((parameter) => parameter.in === "path" && parameter.name === named))
      throw badDocument(place, `has no parameter ${named}, which stands in its path`);

  const properties = new Map<string, JsonSchema>();
  const required: string[] = [];
  const parameters: OpenApiRequest["parameters"] = [];
  try {
    const takesBody = method !== "GET" && method !== "HEAD";
    const body = takesBody ? describeBody(root, fields, place, bundle) : null;
    if (typeof body === "string") return body;
    if (body) properties.set("body", body.schema);
    if (body?.isRequired) required.push("body");
    for (const parameter of found) {
      if (parameter.in === "path" && !inPath.has(parameter.name)) continue;
      const { schema, written } = describeParameter(parameter, bundle);
      const arg = properties.has(parameter.name) ? `${parameter.in}_${parameter.name}` : parameter.name;
      if (properties.has(arg)) throw badDocument(parameter.place, `has the name of another argument: ${arg}`);
      properties.set(arg, schema);
      parameters.push({ arg, ...written });
      if (parameter.isRequired) required.push(arg);
    }
    return {
      name,
      summary: summaryOf(fields),
      args: {
        type: "object",
        properties: Object.fromEntries(properties),
        ...(required.length > 0 && { required }),
        additionalProperties: false,
        ...bundle.defs(),
      },
      result: resultOf(document, operation),
      request: { method, path, parameters, body: body?.body ?? null },
    };
  } catch (error) {
    if (error instanceof SchemaTooLarge) return "its arguments have a schema that is too large";
    throw error;
  }
}

function resultOf(document: OpenApiDocument, { fields, place }: Operation): JsonSchema | null {
  const bundle = new SchemaBundle(document, false, MAX_RESULT_PARTS);
  try {
    const result = describeResult(document.root, fields, place, bundle);
    return typeof result === "object" && result !== null ? { ...result, ...bundle.defs() } : result;
  } catch (error) {
    if (error instanceof SchemaTooLarge) return null;
    throw error;
  }
}

function summaryOf(fields: Fields): string {
  const given = [own(fields, "summary"), own(fields, "description")].find(
    (text) => typeof text === "string" && text.trim() !== "",
  );
  return typeof given === "string" ? (given.trim().split("\n")[0] ?? "").slice(0, MAX_SUMMARY).toWellFormed() : "";
}
