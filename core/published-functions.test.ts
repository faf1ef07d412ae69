import { expect, test } from "vitest";
import {
  FunctionName,
  functionModule,
  functionRefOf,
  functionsNamedIn,
  modulesOf,
  publishedFor,
} from "#core/published-functions.ts";

test("a specifier names a function and its version, or the function alone, or nothing that is published", () => {
  expect(functionRefOf(functionModule("price.total", 12))).toEqual({ name: "price.total", version: 12 });
  expect(functionRefOf("functions/price")).toEqual({ name: "price", version: null });
  for (const other of [
    "workflow/functions",
    "functions/",
    "functions/price@",
    "functions/price@0",
    "functions/price@01",
    "functions/price@1.5",
    "functions/price@1234567890",
    "functions/../price@1",
    "functions/Price@1",
    "functions/a/b@1",
    "./functions/price@1",
    "functions/price@1 ",
    `functions/${"a".repeat(101)}@1`,
  ])
    expect(functionRefOf(other), other).toBeNull();
});

test.each(["__proto__", "constructor@1", "Price", "-a", "a..b", "a/b", "", "é"])("no function is called %j", (name) => {
  expect(FunctionName.safeParse(name).success).toBe(false);
});

test("code names the functions that it imports, each once", () => {
  const text = `import { a } from "functions/price@2";
import * as b from 'functions/tax.eu@1';
import "functions/price@2";
export { c } from "functions/late";
import { d } from "workflow/functions"; import e from "functions/Not@1";
const path = "functions/other@1";`;
  expect(functionsNamedIn(text)).toEqual(["functions/price@2", "functions/tax.eu@1", "functions/late"]);
});

test("code is given the functions that it names and those that they need, and no others", () => {
  const known = new Map([
    ["functions/price@2", { source: "price", uses: ["functions/tax@1"] }],
    ["functions/tax@1", { source: "tax", uses: [] }],
    ["functions/other@1", { source: "other", uses: [] }],
  ]);
  expect(publishedFor(['import "functions/price@2"; import "functions/gone@1";', ""], known)).toEqual({
    "functions/price@2": "price",
    "functions/tax@1": "tax",
  });
});

test("a stage may import what it, its check, or the functions of its workflow name", () => {
  const known = new Map([["functions/tax@1", { source: "tax", uses: [] }]]);
  const functions = 'import "functions/tax@1";';
  expect(modulesOf({ config: { source: 'import "workflow/functions";' } }, functions, known)).toEqual({
    "functions/tax@1": "tax",
    "workflow/functions": functions,
  });
  expect(modulesOf({ config: {}, check: { source: functions } }, undefined, known)).toEqual({
    "functions/tax@1": "tax",
  });
  expect(modulesOf({ config: { source: "1" } }, functions, known)).toEqual({});
});
