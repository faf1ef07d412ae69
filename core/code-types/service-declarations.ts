import type { Schema } from "#core/code-types/schema-of-values.ts";
import { typeOfSchema } from "#core/code-types/type-of-schema.ts";
import { HTTP_METHODS } from "#core/kinds/http.ts";

/** A method of a service that code may call. */
export interface KnownMethod {
  name: string;
  description?: string;
  /** JSON Schemas of what it takes and answers; anything without them. */
  args?: Schema;
  result?: Schema;
}

export interface KnownService {
  name: string;
  methods: readonly KnownMethod[];
}

const HEADERS: Schema = { type: "object", additionalProperties: { type: "string" } };
const ANSWER: Schema = {
  type: "object",
  properties: { status: { type: "integer" }, headers: HEADERS, body: {} },
  required: ["status", "headers", "body"],
};

/** The one method of `http` and of every service that has no others. */
export const fetchMethod = (url: string): KnownMethod => ({
  name: "fetch",
  description: "Sends a request and answers with what came back, whatever its status",
  args: {
    type: "object",
    properties: {
      url: { type: "string", description: url },
      method: { enum: [...HTTP_METHODS] },
      headers: HEADERS,
      body: { description: "JSON, or text" },
    },
    required: ["url"],
  },
  result: ANSWER,
});

const comment = (text: string): string => `/** ${text.replaceAll("*/", "* /")} */\n`;

function declarationOf(service: string, { name, description, args, result }: KnownMethod): string {
  const names = `service: ${JSON.stringify(service)}, method: ${JSON.stringify(name)}`;
  const given = args ? `args: ${typeOfSchema(args)}` : "args?: any";
  const words = description ? comment(description) : "";
  return `${words}declare function callHost(${names}, ${given}): Promise<${result ? typeOfSchema(result) : "any"}>;`;
}

const ANY_OTHER = "declare function callHost(service: string, method: string, args?: any): Promise<any>;";

/** The declarations of `callHost`, one for each method, and one for any other call unless these are all there are. */
export function serviceDeclarations(services: readonly KnownService[], areAll: boolean): string {
  const known = services.flatMap(({ name, methods }) => methods.map((method) => declarationOf(name, method)));
  return `${[...known, ...(areAll ? [] : [ANY_OTHER])].join("\n")}\n`;
}
