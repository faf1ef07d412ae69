import type { JsonSchema, OpenApiRequest } from "#core/service-method.ts";
import { badDocument, type Fields, fieldsAt, isFields, own, type Place } from "#server/services/openapi/place.ts";
import { resolved } from "#server/services/openapi/references.ts";
import type { SchemaBundle } from "#server/services/openapi/schema-bundle.ts";

type Body = NonNullable<OpenApiRequest["body"]>;

const JSON_TYPE = /^(application\/([\w.+-]+\+)?json|\*\/\*)\s*(;|$)/i;
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i;
const TEXT_TYPE = /^(text\/|application\/([\w.+-]+\+)?(xml|yaml)\s*(;|$))/i;
const MEDIA_TYPE = /^[\x20-\x7e]{1,200}$/;

const kindOf = (mediaType: string): Body["as"] | null => {
  if (JSON_TYPE.test(mediaType)) return "json";
  if (FORM_TYPE.test(mediaType)) return "form";
  return TEXT_TYPE.test(mediaType) ? "text" : null;
};

interface Described {
  body: Body;
  isRequired: boolean;
  schema: JsonSchema;
}

/** How a request of an operation carries a body; null without one; text says why it cannot be sent from here. */
export function describeBody(
  root: Fields,
  operation: Fields,
  place: Place,
  bundle: SchemaBundle,
): Described | string | null {
  const given = own(operation, "requestBody");
  if (given === undefined) return null;
  const { fields, place: at } = resolved(root, given, [...place, "requestBody"]);
  const content = fieldsAt(fields, "content", at);
  const mediaTypes = Object.keys(content);
  if (mediaTypes.length === 0) return null;
  const kinds = ["json", "form", "text"] as const;
  const chosen = kinds.flatMap((kind) => mediaTypes.filter((mediaType) => kindOf(mediaType) === kind))[0];
  const as = chosen === undefined ? null : kindOf(chosen);
  if (chosen === undefined || as === null) return `its body is ${mediaTypes[0]?.slice(0, 100)}`;
  if (!MEDIA_TYPE.test(chosen)) throw badDocument([...at, "content", chosen], "is no media type");
  const media = fieldsAt(content, chosen, [...at, "content"]);
  const schema = own(media, "schema");
  return {
    body: {
      mediaType: chosen.startsWith("*") ? "application/json" : chosen,
      as,
      encoding: as === "form" ? encodingOf(media) : {},
    },
    isRequired: own(fields, "required") === true,
    schema: schemaOf(as, schema === undefined ? true : bundle.add(schema, [...at, "content", chosen, "schema"])),
  };
}

/** What is sent as text is given as text, or as JSON; a form is an object. */
function schemaOf(as: Body["as"], schema: JsonSchema): JsonSchema {
  if (as === "text") return true;
  return as === "form" && schema === true ? { type: "object" } : schema;
}

function encodingOf(media: Fields): Body["encoding"] {
  const encoding = own(media, "encoding");
  if (!isFields(encoding)) return {};
  return Object.fromEntries(
    Object.entries(encoding).flatMap(([name, fields]) => {
      if (!isFields(fields)) return [];
      const isDeep = own(fields, "style") === "deepObject";
      return [[name, { style: isDeep ? "deepObject" : "form", explode: own(fields, "explode") !== false } as const]];
    }),
  );
}

/** The schema of what comes back when all went well; null when nothing says it. */
export function describeResult(root: Fields, operation: Fields, place: Place, bundle: SchemaBundle): JsonSchema | null {
  const responses = fieldsAt(operation, "responses", place);
  const status = Object.keys(responses)
    .filter((name) => /^2(\d\d|XX)$/i.test(name))
    .sort()[0];
  if (status === undefined) return null;
  const { fields, place: at } = resolved(root, responses[status], [...place, "responses", status]);
  const content = fieldsAt(fields, "content", at);
  const mediaTypes = Object.keys(content);
  if (mediaTypes.length === 0) return { type: "null" };
  const json = mediaTypes.find((mediaType) => kindOf(mediaType) === "json");
  if (json === undefined) return { type: "string" };
  const schema = own(fieldsAt(content, json, [...at, "content"]), "schema");
  return schema === undefined ? null : bundle.add(schema, [...at, "content", json, "schema"]);
}
