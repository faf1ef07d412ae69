import { expect, test } from "vitest";
import { BUILT_IN_SERVICES } from "#core/code-types/built-in-services.ts";
import { fetchMethod, serviceDeclarations } from "#core/code-types/service-declarations.ts";

test("each method of a service is declared with what it takes and answers", () => {
  const declared = serviceDeclarations(
    [
      {
        name: "crm",
        methods: [
          {
            name: "find",
            description: "Finds a customer */",
            args: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
            result: { type: "array", items: { type: "number" } },
          },
          { name: "ping" },
        ],
      },
    ],
    true,
  );
  expect(declared).toBe(
    `/** Finds a customer * / */
declare function callHost(service: "crm", method: "find", args: { id: string }): Promise<number[]>;
declare function callHost(service: "crm", method: "ping", args?: any): Promise<any>;
declare const services: { "crm": { /** Finds a customer * / */
"find": ((args: { id: string }) => Promise<number[]>);
"ping": ((args?: any) => Promise<any>); }; };
`,
  );
});

test("where not all services are known, any other may be called", () => {
  const declared = serviceDeclarations([{ name: "http", methods: [fetchMethod("An address")] }], false);
  expect(declared).toContain(`method: "fetch", args: { \n/** An address */ url: string; method?: "GET" | `);
  expect(declared).toContain("Promise<{ status: number; headers: { [name: string]: string }; body: any }>");
  expect(declared).toContain("declare function callHost(service: string, method: string, args?: any): Promise<any>;");
  expect(declared).toContain("} & { [name: string]: any };");
});

test("a method whose name has dots is found below its parts, which may be methods themselves", () => {
  const names = ["users", "users.list", "users.list.next"];
  expect(serviceDeclarations([{ name: "x", methods: names.map((name) => ({ name })) }], true)).toContain(
    `{ "users": ((args?: any) => Promise<any>) & { "list": ((args?: any) => Promise<any>) & { "next": ((args?: any) => Promise<any>); }; }; }`,
  );
});

test("arguments may be left out where none is required", () => {
  const declared = serviceDeclarations([{ name: "x", methods: [{ name: "list", args: { type: "object" } }] }], true);
  expect(declared).toContain(`method: "list", args?: `);
});

test("the services that every workspace has are declared", () => {
  const declared = serviceDeclarations(BUILT_IN_SERVICES, true);
  for (const { name, methods } of BUILT_IN_SERVICES)
    for (const method of methods) expect(declared).toContain(`service: "${name}", method: "${method.name}"`);
});
