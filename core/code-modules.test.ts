import { expect, test } from "vitest";
import {
  codeOf,
  FUNCTIONS_MODULE,
  functionsModule,
  functionsUsedBy,
  STD_NAMES,
  stdModule,
  stdNameOf,
} from "#core/code-modules.ts";

test("a module of Heddle is known by its whole name", () => {
  expect(STD_NAMES.map((name) => stdNameOf(stdModule(name)))).toEqual([...STD_NAMES]);
  expect(stdNameOf("heddle/std/csv.ts")).toBeNull();
  expect(stdNameOf("csv")).toBeNull();
});

test("a stage depends on the functions of the workflow if it, or its check, names their module", () => {
  const source = 'import { price } from "workflow/functions"; export default price;';
  const functions = "export const price = () => 1;";
  expect(functionsUsedBy({ config: { source } }, functions)).toBe(functions);
  expect(functionsUsedBy({ config: {}, check: { source } }, functions)).toBe(functions);
  expect(functionsUsedBy({ config: { source: 1 }, check: {} }, functions)).toBeUndefined();
  expect(functionsUsedBy({ config: { source } }, undefined)).toBeUndefined();
});

test("the code of a stage is its own, that of its check, and the functions that either may use", () => {
  const source = 'import { price } from "workflow/functions"; export default price;';
  expect(codeOf({ config: { source }, check: { source: "judge" } }, "shared")).toEqual([source, "judge", "shared"]);
  expect(codeOf({ config: { source: 1 } }, "shared")).toEqual([]);
  expect(functionsModule("shared")).toEqual({ [FUNCTIONS_MODULE]: "shared" });
  expect(functionsModule(undefined)).toEqual({});
});
