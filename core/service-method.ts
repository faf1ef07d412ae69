import { z } from "zod";
import { HTTP_METHODS } from "#core/kinds/http.ts";
import type { ServiceKind } from "#core/service.ts";

/** A JSON Schema that needs nothing beside it: what it refers to lies in its own `$defs`. */
export const JsonSchema = z.union([z.boolean(), z.record(z.string(), z.unknown())]);
export type JsonSchema = z.infer<typeof JsonSchema>;

/** What code can call of a service. */
export interface ServiceMethod {
  name: string;
  /** One line; empty when nobody described it. */
  summary: string;
  args: JsonSchema;
  /** Of the answer; null when it is not known. */
  result: JsonSchema | null;
}

/** All that can be called of a service. */
export interface ServiceMethods {
  service: string;
  kind: ServiceKind;
  /** When they were described, ISO 8601; null when they are the same for all. */
  describedAt: string | null;
  methods: ServiceMethod[];
}

/** How a value is written into an address, a header or a form (the styles of OpenAPI). */
export const ParameterStyle = z.enum(["simple", "form", "spaceDelimited", "pipeDelimited", "deepObject", "json"]);
export type ParameterStyle = z.infer<typeof ParameterStyle>;

const Encoding = z.strictObject({ style: ParameterStyle, explode: z.boolean() });

/** How the arguments of a method become a request. */
export const OpenApiRequest = z.strictObject({
  method: z.enum(HTTP_METHODS),
  /** With `{names}`. */
  path: z.string(),
  parameters: z.array(
    Encoding.extend({
      /** In the arguments. */
      arg: z.string(),
      name: z.string(),
      in: z.enum(["path", "query", "header"]),
    }),
  ),
  body: z
    .strictObject({
      mediaType: z.string(),
      as: z.enum(["json", "form", "text"]),
      /** Of the fields of a form that are not written as usual. */
      encoding: z.record(z.string(), Encoding),
    })
    .nullable(),
});
export type OpenApiRequest = z.infer<typeof OpenApiRequest>;

const Header: JsonSchema = { type: ["string", "number", "boolean"] };

/** What each service has that is called by HTTP. */
export const FETCH: ServiceMethod = {
  name: "fetch",
  summary: "Sends a request to a path below the base URL",
  args: {
    type: "object",
    properties: {
      url: { type: "string", description: "A path below the base URL" },
      method: { enum: [...HTTP_METHODS], default: "GET" },
      headers: { type: "object", additionalProperties: Header },
      body: { description: "JSON, or text" },
    },
    required: ["url"],
    additionalProperties: false,
  },
  result: {
    type: "object",
    properties: {
      status: { type: "integer" },
      headers: { type: "object", additionalProperties: { type: "string" } },
      body: {},
    },
    required: ["status", "headers", "body"],
  },
};
