import { expect, test } from "vitest";
import { cutParts, partsOf, placeAfter, placesOf } from "#components/inbox/markable-parts.ts";
import { placeKey } from "#components/inbox/marks.ts";

const details = { title: "A", text: "one\ntwo", findings: [{ id: 1 }, { id: 2 }], cost: { total: 3, list: [1, 2] } };
const keysOf = (value: unknown) => placesOf(partsOf(value)).map(placeKey);

test("fields, lines of texts and rows of tables can be marked, and what holds them", () => {
  expect(keysOf(details)).toEqual([
    "title",
    "text",
    "text:1",
    "text:2",
    "findings",
    "findings.0",
    "findings.1",
    "cost",
    "cost.total",
    "cost.list",
  ]);
});

test("a text or a table alone is marked by line or row, anything else alone as a whole", () => {
  expect(keysOf("one\ntwo")).toEqual([":1", ":2"]);
  expect(keysOf([{ id: 1 }])).toEqual(["0"]);
  expect(keysOf(12)).toEqual([""]);
  expect(keysOf({ a: {} })).toEqual(["a"]);
});

test("an object far inside is marked as a whole", () => {
  const deep = { a: { b: { c: { d: { e: { f: 1 } } } } } };

  expect(keysOf(deep).at(-1)).toBe("a.b.c.d.e");
});

test("the arrow keys pass from part to part and stop at either end", () => {
  const places = placesOf(partsOf({ a: 1, b: 2 }));

  expect(placeAfter(places, "a", 1)).toEqual({ path: "b" });
  expect(placeAfter(places, "b", 1)).toEqual({ path: "b" });
  expect(placeAfter(places, "a", -1)).toEqual({ path: "a" });
});

test("of long texts and tables only the start is drawn at first", () => {
  const { shown, left } = cutParts(partsOf({ rows: [{ id: 1 }, { id: 2 }, { id: 3 }], a: 1, b: 2 }), 2);

  expect(placesOf(shown).map(placeKey)).toEqual(["rows", "rows.0", "rows.1", "a"]);
  expect(left).toBe(2);
});
