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

const wordsOf = ({ description }: KnownMethod): string => (description ? comment(description) : "");
const needsSome = ({ required }: Schema): boolean => Array.isArray(required) && required.length > 0;
const givenTo = ({ args }: KnownMethod): string =>
  args ? `args${needsSome(args) ? "" : "?"}: ${typeOfSchema(args)}` : "args?: any";
const answerOf = ({ result }: KnownMethod): string => `Promise<${result ? typeOfSchema(result) : "any"}>`;

function declarationOf(service: string, method: KnownMethod): string {
  const names = `service: ${JSON.stringify(service)}, method: ${JSON.stringify(method.name)}`;
  return `${wordsOf(method)}declare function callHost(${names}, ${givenTo(method)}): ${answerOf(method)};`;
}

/** The methods whose names begin alike, as objects in objects: a name may be that of a method and begin others. */
function objectOf(methods: readonly KnownMethod[], depth = 0): string {
  const groups = Map.groupBy(methods, ({ name }) => name.split(".")[depth] as string);
  const properties = [...groups].map(([part, below]) => {
    const own = below.find(({ name }) => name.split(".").length === depth + 1);
    const longer = below.filter((method) => method !== own);
    const types = [
      ...(own ? [`((${givenTo(own)}) => ${answerOf(own)})`] : []),
      ...(longer.length > 0 ? [objectOf(longer, depth + 1)] : []),
    ];
    return `${own ? wordsOf(own) : ""}${JSON.stringify(part)}: ${types.join(" & ")};`;
  });
  return `{ ${properties.join("\n")} }`;
}

const ANY_OTHER = "declare function callHost(service: string, method: string, args?: any): Promise<any>;";

/**
 * The declarations of `services` and of `callHost`, one for each method, and one for any other call unless these are all
 * there are.
 */
export function serviceDeclarations(services: readonly KnownService[], areAll: boolean): string {
  const known = services.flatMap(({ name, methods }) => methods.map((method) => declarationOf(name, method)));
  const objects = services.map(({ name, methods }) => `${JSON.stringify(name)}: ${objectOf(methods)};`);
  const all = `declare const services: { ${objects.join("\n")} }${areAll ? "" : " & { [name: string]: any }"};`;
  return `${[...known, ...(areAll ? [] : [ANY_OTHER]), all].join("\n")}\n`;
}
