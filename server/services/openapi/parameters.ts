import { CONNECTION_HEADERS } from "#core/connection-headers.ts";
import type { JsonSchema, OpenApiRequest, ParameterStyle } from "#core/service-method.ts";
import { badDocument, type Fields, fieldsAt, listAt, own, type Place } from "#server/services/openapi/place.ts";
import { resolved } from "#server/services/openapi/references.ts";
import type { SchemaBundle } from "#server/services/openapi/schema-bundle.ts";

type Parameter = OpenApiRequest["parameters"][number];

/** A parameter of an operation as the document has it. */
export interface FoundParameter {
  name: string;
  in: Parameter["in"];
  isRequired: boolean;
  fields: Fields;
  place: Place;
}

/** What is said by the request itself, or with the credential. */
const OWN_HEADERS = new Set([...CONNECTION_HEADERS, "accept", "content-type", "authorization", "cookie"]);
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const MAX_NAME = 200;

/** The parameters of a path and of its operation, which come before those of the path. Cookies are not sent. */
export function findParameters(root: Fields, holders: readonly { fields: Fields; place: Place }[]): FoundParameter[] {
  const found = new Map<string, FoundParameter>();
  for (const holder of holders)
    listAt(holder.fields, "parameters", holder.place).forEach((part, index) => {
      const { fields, place } = resolved(root, part, [...holder.place, "parameters", index]);
      const { name, in: where, required = false } = fields as { name?: unknown; in?: unknown; required?: unknown };
      if (typeof name !== "string" || name === "" || name.length > MAX_NAME)
        throw badDocument([...place, "name"], `must be text of 1 to ${MAX_NAME} characters`);
      if (where !== "path" && where !== "query" && where !== "header" && where !== "cookie")
        throw badDocument([...place, "in"], "must be path, query, header or cookie");
      if (where === "cookie" || (where === "header" && OWN_HEADERS.has(name.toLowerCase()))) return;
      if (where === "header" && !HEADER_NAME.test(name))
        throw badDocument([...place, "name"], "is no name of a header");
      const isRequired = where === "path" || required === true;
      found.set(`${where} ${name}`, { name, in: where, isRequired, fields, place });
    });
  return [...found.values()];
}

/** Its schema with its description, and how its values are written. */
export function describeParameter(
  { name, in: where, fields, place }: FoundParameter,
  bundle: SchemaBundle,
): { schema: JsonSchema; written: Pick<Parameter, "name" | "in" | "style" | "explode"> } {
  const content = fieldsAt(fields, "content", place);
  const [mediaType] = Object.keys(content);
  const holder = mediaType === undefined ? fields : fieldsAt(content, mediaType, [...place, "content"]);
  const at = mediaType === undefined ? place : [...place, "content", mediaType];
  const given = own(holder, "schema");
  const schema = given === undefined ? {} : bundle.add(given, [...at, "schema"]);
  const style = mediaType === undefined ? styleOf(own(fields, "style"), where, place) : "json";
  const explode = own(fields, "explode") ?? style === "form";
  const description = own(fields, "description");
  return {
    schema: typeof description === "string" && typeof schema === "object" ? described(schema, description) : schema,
    written: { name, in: where, style, explode: explode === true },
  };
}

const described = (schema: Record<string, unknown>, description: string): JsonSchema => ({
  ...schema,
  description: description.slice(0, 500).toWellFormed(),
});

function styleOf(style: unknown, where: Parameter["in"], place: Place): ParameterStyle {
  if (where !== "query") {
    // Those with dots and semicolons in a path are as good as never used.
    if (style === undefined || style === "simple") return "simple";
    throw badDocument([...place, "style"], "must be simple in a path or a header; others are not known here");
  }
  if (style === undefined) return "form";
  if (style === "form" || style === "spaceDelimited" || style === "pipeDelimited" || style === "deepObject")
    return style;
  throw badDocument([...place, "style"], "must be form, spaceDelimited, pipeDelimited or deepObject in a query");
}
