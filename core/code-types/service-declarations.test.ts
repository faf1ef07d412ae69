import { expect, test } from "vitest";
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
`,
  );
});

test("where not all services are known, any other may be called", () => {
  const declared = serviceDeclarations([{ name: "http", methods: [fetchMethod("An address")] }], false);
  expect(declared).toContain(`method: "fetch", args: { \n/** An address */ url: string; method?: "GET" | `);
  expect(declared).toContain("Promise<{ status: number; headers: { [name: string]: string }; body: any }>");
  expect(declared).toContain("declare function callHost(service: string, method: string, args?: any): Promise<any>;");
});
