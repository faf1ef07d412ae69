import { expect, test } from "vitest";
import { schemaProblems, validatorOf } from "#core/schema-problems.ts";
import { describeMethods } from "#server/services/openapi/describe-methods.ts";
import { readDocument } from "#server/services/openapi/read-document.ts";
import { serverUrl } from "#server/services/openapi/server-url.ts";

const OK = { responses: { 200: { description: "" } } };
const described = (paths: unknown, more: Record<string, unknown> = {}) =>
  describeMethods(
    readDocument(JSON.stringify({ openapi: "3.1.0", info: { title: "t", version: "1" }, paths, ...more })),
  );
const first = (paths: unknown, more?: Record<string, unknown>) => {
  const [method] = described(paths, more).methods;
  if (!method) throw new Error("there is none");
  return method;
};
const problemsOf = (method: { args: unknown }, args: unknown) =>
  schemaProblems(validatorOf(method.args as Parameters<typeof validatorOf>[0]), args).map(({ message }) => message);

const PETSTORE = `
openapi: 3.0.3
info: { title: Petstore, version: "1" }
servers:
  - url: /relative
  - url: https://{region}.pets.example/v1
    variables: { region: { default: eu } }
paths:
  /pets:
    get:
      operationId: pets.list
      summary: All pets
      parameters:
        - { name: limit, in: query, description: How many, schema: { type: integer, minimum: 1, maximum: 100 } }
        - { name: tags, in: query, explode: false, schema: { type: array, items: { type: string } } }
      responses:
        "200": { description: ok, content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Pet" } } } } }
    post:
      operationId: pets.add
      requestBody: { $ref: "#/components/requestBodies/Pet" }
      responses: { "201": { description: made } }
  /pets/{petId}:
    parameters:
      - { name: petId, in: path, required: true, schema: { type: string } }
    get:
      description: |
        One pet.
        In full.
      responses: { default: { description: whatever } }
components:
  requestBodies:
    Pet: { required: true, content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } } }
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: { type: integer, readOnly: true }
        name: { type: string, minLength: 1 }
        nick: { type: string, nullable: true }
        age: { type: number, minimum: 0, exclusiveMinimum: true }
        parent: { $ref: "#/components/schemas/Pet" }
`;

test("operations become methods by their operationId, or by method and path", () => {
  const document = readDocument(PETSTORE);
  expect(serverUrl(document.root)).toBe("https://eu.pets.example/v1");
  const { methods, leftOut } = describeMethods(document);
  expect(leftOut).toEqual([]);
  expect(methods.map(({ name, summary }) => [name, summary])).toEqual([
    ["pets.list", "All pets"],
    ["pets.add", ""],
    ["get_pets_petId", "One pet."],
  ]);
  expect(methods[0]).toMatchObject({
    args: {
      type: "object",
      properties: { limit: { type: "integer", description: "How many" } },
      additionalProperties: false,
    },
    result: { type: "array", items: { $ref: "#/$defs/Pet" }, $defs: { Pet: { type: "object" } } },
    request: {
      method: "GET",
      path: "/pets",
      parameters: [
        { arg: "limit", name: "limit", in: "query", style: "form", explode: true },
        { arg: "tags", name: "tags", in: "query", style: "form", explode: false },
      ],
      body: null,
    },
  });
  expect(methods[2]).toMatchObject({ result: null, args: { required: ["petId"] } });
});

test("arguments are checked by what the document says: circles, null in 3.0, and what is read only", () => {
  const [list, add] = describeMethods(readDocument(PETSTORE)).methods;
  if (!list || !add) throw new Error("they are there");
  expect(problemsOf(list, { limit: 5, tags: ["a"] })).toEqual([]);
  expect(problemsOf(list, { limit: 0 })).toEqual([expect.stringMatching(/^limit /)]);
  expect(problemsOf(list, { limt: 5 })).toEqual([expect.stringMatching(/^limt is not expected/)]);
  expect(problemsOf(add, {})).toEqual(["body is missing"]);
  expect(
    problemsOf(add, { body: { name: "Rex", nick: null, parent: { name: "Max", parent: { name: "Old" } } } }),
  ).toEqual([]);
  expect(problemsOf(add, { body: { name: "Rex", parent: { name: 5 } } })).toEqual([
    expect.stringMatching(/^body\.parent\.name /),
  ]);
  expect(problemsOf(add, { body: { name: "Rex", age: 0 } })).toEqual([expect.stringMatching(/^body\.age /)]);
});

test("an argument with the name of another is told from it by where it goes", () => {
  const method = first({
    "/a/{id}": {
      post: {
        parameters: [
          { name: "id", in: "path", required: true, schema: {} },
          { name: "id", in: "query", schema: {} },
          { name: "body", in: "header", schema: {} },
        ],
        requestBody: { content: { "application/json": {} } },
        ...OK,
      },
    },
  });
  expect(method.request?.parameters.map(({ arg, in: where }) => [arg, where])).toEqual([
    ["id", "path"],
    ["query_id", "query"],
    ["header_body", "header"],
  ]);
});

test("a parameter of the operation comes before the path's, and the request's own headers are no arguments", () => {
  const { args } = first({
    "/a": {
      parameters: [{ name: "q", in: "query", schema: { type: "string" } }],
      get: {
        parameters: [
          { name: "q", in: "query", required: true, schema: { type: "integer" } },
          { name: "Authorization", in: "header", schema: {} },
          { name: "session", in: "cookie", required: true, schema: {} },
        ],
        ...OK,
      },
    },
  });
  expect(args).toMatchObject({ properties: { q: { type: "integer" } }, required: ["q"] });
  expect(Object.keys((args as { properties: object }).properties)).toEqual(["q"]);
});

test("an operation whose body cannot be sent from here is left out and named", () => {
  const upload = { requestBody: { content: { "multipart/form-data": {} } }, ...OK };
  const { methods, leftOut } = described({ "/a": { get: OK, post: { operationId: "upload", ...upload } } });
  expect(methods.map(({ name }) => name)).toEqual(["get_a"]);
  expect(leftOut).toEqual(["upload: its body is multipart/form-data"]);
});

test("what is referred to from everywhere is kept once, however wide it grows", () => {
  const wide = Object.fromEntries(
    Array.from({ length: 30 }, (_, n) => [
      `S${n}`,
      {
        type: "object",
        properties: { a: { $ref: `#/components/schemas/S${n + 1}` }, b: { $ref: `#/components/schemas/S${n + 1}` } },
      },
    ]),
  );
  const { result } = first(
    {
      "/a": {
        get: {
          responses: { 200: { content: { "application/json": { schema: { $ref: "#/components/schemas/S0" } } } } },
        },
      },
    },
    { components: { schemas: { ...wide, S30: { type: "string" } } } },
  );
  expect(Object.keys((result as { $defs: object }).$defs)).toHaveLength(31);
});

test("a result that is too large is not described; such arguments leave the operation out", () => {
  const schema = {
    type: "object",
    properties: Object.fromEntries(Array.from({ length: 6_000 }, (_, n) => [`p${n}`, {}])),
  };
  const content = { "application/json": { schema } };
  const { methods, leftOut } = described({
    "/a": { get: { responses: { 200: { content } } }, post: { requestBody: { content }, ...OK } },
  });
  expect(methods).toMatchObject([{ name: "get_a", result: null }]);
  expect(leftOut).toEqual(["post_a: its arguments have a schema that is too large"]);
});

test("names of the prototype are names like any other", () => {
  const text = `{"openapi":"3.1.0","paths":{"/a":{"get":{"operationId":"constructor","parameters":[
    {"name":"__proto__","in":"query","schema":{"type":"integer"}},
    {"name":"toString","in":"query","schema":{"properties":{"__proto__":{"type":"string"}}}}]}}}}`;
  const [method] = describeMethods(readDocument(text)).methods;
  if (!method) throw new Error("it is there");
  expect(method.name).toBe("constructor");
  expect(problemsOf(method, JSON.parse('{"__proto__":"x"}'))).toEqual([expect.stringMatching(/__proto__/)]);
  expect(({} as Record<string, unknown>).type).toBeUndefined();
});

test("a pattern that JavaScript cannot read is not checked", () => {
  const schema = { type: "string", pattern: "^[\\w-.]+$" };
  const method = first({ "/a": { get: { parameters: [{ name: "q", in: "query", schema }], ...OK } } });
  expect(problemsOf(method, { q: "any thing" })).toEqual([]);
});

const param = (fields: unknown) => ({ "/a": { get: { parameters: [fields], ...OK } } });
const schemaAt = 'paths["/a"].get.parameters[0].schema';
const withSchema = (schema: unknown) => param({ name: "q", in: "query", schema });
test.each<[string, unknown, string]>([
  ["paths", [], "paths must be an object"],
  ["no operation", {}, "paths has no operation"],
  ["a path without /", { pets: { get: OK } }, "paths.pets must be a path"],
  ["a path with a query", { "/a?x=1": { get: OK } }, 'paths["/a?x=1"] must be a path'],
  ["an operation that is none", { "/a": { get: 5 } }, 'paths["/a"].get must be an object'],
  [
    "an operationId twice",
    { "/a": { get: { operationId: "x" } }, "/b": { get: { operationId: "x" } } },
    'paths["/b"].get.operationId is there twice',
  ],
  ["an empty operationId", { "/a": { get: { operationId: "" } } }, "operationId must be text"],
  ["a path without its parameter", { "/a/{id}": { get: OK } }, "has no parameter id"],
  ["a parameter without a name", param({ in: "query" }), "parameters[0].name must be text"],
  ["a parameter of nowhere", param({ name: "a", in: "body" }), "parameters[0].in must be"],
  ["an unknown style", param({ name: "a", in: "query", style: "matrix" }), "parameters[0].style must be"],
  ["parameters that are no list", { "/a": { get: { parameters: {} } } }, "parameters must be a list"],
  ["a header that is none", param({ name: "a b", in: "header" }), "is no name of a header"],
  ["a schema that is none", withSchema("text"), `${schemaAt} must be a schema`],
  ["an unknown type", withSchema({ type: "file" }), `${schemaAt}.type must be one of`],
  ["required: true", withSchema({ required: true }), `${schemaAt}.required must be a list of names`],
  ["a minimum that is text", withSchema({ minimum: "1" }), `${schemaAt}.minimum must be a number`],
  ["properties in a list", withSchema({ properties: [] }), `${schemaAt}.properties must be an object`],
  ["allOf without a list", withSchema({ allOf: {} }), `${schemaAt}.allOf must be a list`],
  [
    "a reference to the web",
    withSchema({ $ref: "https://evil.example/a.json" }),
    `${schemaAt}.$ref leads out of the document`,
  ],
  ["a reference to a file", withSchema({ $ref: "../../etc/passwd" }), `${schemaAt}.$ref leads out of the document`],
  ["a reference to nothing", withSchema({ $ref: "#/components/schemas/No" }), `${schemaAt}.$ref leads to nothing`],
  ["a reference to a prototype", withSchema({ $ref: "#/constructor" }), "leads to nothing"],
  ["a reference that is no text", withSchema({ $ref: 5 }), `${schemaAt}.$ref must be text`],
  ["a parameter that refers to itself", param({ $ref: "#/paths/~1a/get/parameters/0" }), "refers to itself"],
])("it is refused, and the place is named: %s", (_, paths, message) => {
  expect(() => described(paths)).toThrow(
    expect.objectContaining({
      code: "bad_input",
      field: "service.document",
      message: expect.stringContaining(`service.document: `),
    }),
  );
  expect(() => described(paths)).toThrow(message);
});

const deep = (open: string, close: string, times: number) => open.repeat(times) + close.repeat(times);
test.each<[string, string, RegExp]>([
  ["nothing", "", /must be an object/],
  ["text", "hello", /must be an object/],
  ["broken JSON", '{"openapi": ', /is no JSON/],
  ["broken YAML", "openapi: 3.0.0\npaths: [", /is no YAML: line \d/],
  ["a key that is there twice", "openapi: 3.0.0\nopenapi: 3.1.0", /is no YAML: line 2/],
  ["Swagger 2", "swagger: '2.0'", /Swagger 2/],
  ["another version", '{"openapi":"4.0.0"}', /openapi must be a version/],
  ["a version that is a number", "openapi: 3.1", /openapi must be a version/],
  ["deep JSON", `{"openapi":"3.1.0","x":${deep("[", "]", 50_000)}}`, /nests more than 100 levels/],
  ["deep YAML", `openapi: 3.1.0\nx: ${deep("[", "]", 20_000)}`, /nests too deep|nests more than/],
  [
    "many laughs",
    `a: &a [x,x,x,x,x,x,x,x,x]\n${[..."bcdefghi"].map((name, n) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[n]}`)}]`).join("\n")}`,
    /alias/i,
  ],
])("a document is refused that is %s", (_, text, message) => {
  expect(() => describeMethods(readDocument(text))).toThrow(
    expect.objectContaining({ code: "bad_input", field: "service.document", message: expect.stringMatching(message) }),
  );
});
