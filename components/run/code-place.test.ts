import { expect, test } from "vitest";
import { codePlaceOf } from "#components/run/code-place.ts";

const failure = (details: unknown, code = "code_threw") => ({ code, message: "", details });
const hrefOf = (details: unknown, code?: string) => codePlaceOf(failure(details, code), "price.orders", "ask")?.href;
const frame = { function: "default", line: 3, column: 9 };

test("an error of code leads to the first line of its stack, a mistake to its own", () => {
  expect(codePlaceOf(failure({ name: "Error", stack: [frame, { ...frame, line: 8 }] }), "price.orders", "ask")).toEqual(
    {
      line: 3,
      href: "/workflows/price.orders?stage=ask&line=3",
    },
  );
  expect(hrefOf({ line: 2, column: 1 }, "code_syntax")).toBe("/workflows/price.orders?stage=ask&line=2");
});

test("an error in the functions of the workflow leads to them, at no stage", () => {
  expect(hrefOf({ stack: [{ ...frame, module: "workflow/functions" }] })).toBe("/workflows/price.orders?line=3");
});

test("without a line there is no place", () => {
  expect([hrefOf({ stack: [] }), hrefOf(undefined), hrefOf({ line: "3" })]).toEqual([undefined, undefined, undefined]);
  expect(hrefOf({ line: 3 }, "http_status")).toBeUndefined();
});
