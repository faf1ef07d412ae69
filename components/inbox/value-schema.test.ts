import { expect, test } from "vitest";
import { schemaOf, withMembers } from "#components/inbox/value-schema.ts";

test("a form to edit a value has a control for each plain part, and JSON for the rest", () => {
  expect(
    schemaOf({ title: "A", text: "one\ntwo", price: 1.5, isFree: false, list: [1], cost: { total: 3 }, none: null }),
  ).toEqual({
    type: "object",
    properties: {
      title: { title: "Title", type: "string" },
      text: { title: "Text", type: "string", format: "textarea" },
      price: { title: "Price", type: "number" },
      isFree: { title: "Is free", type: "boolean" },
      list: { title: "List" },
      cost: { title: "Cost", type: "object", properties: { total: { title: "Total", type: "number" } } },
      none: { title: "None" },
    },
  });
  expect(schemaOf([1], "Details")).toEqual({ title: "Details" });
  expect(schemaOf({ a: { b: { c: { d: 1 } } } })).toMatchObject({
    properties: { a: { properties: { b: { properties: { c: { title: "C" } } } } } },
  });
});

test("what was cleared in a form is empty, not gone", () => {
  const before = { title: "A", cost: { total: 3 }, list: [1] };

  expect(withMembers(before, { cost: {}, list: [1, 2] })).toEqual({ title: "", cost: { total: null }, list: [1, 2] });
  expect(withMembers(before, undefined)).toEqual({ title: "", cost: { total: null }, list: null });
  expect(withMembers([1], [2])).toEqual([2]);
});
