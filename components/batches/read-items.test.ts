import { expect, test } from "vitest";
import { readItem, splitItems } from "#components/batches/read-items.ts";

const SCHEMA = { type: "object", properties: { id: { type: "string" } }, required: ["id"] };
const texts = (text: string) => splitItems(text).map((item) => [item.place, item.text]);

test("one JSON value a line is an item each, and keeps the number of its line", () => {
  expect(texts('{"id":"a"}\n\n  {"id":"b"}\r\n')).toEqual([
    [1, '{"id":"a"}'],
    [3, '{"id":"b"}'],
  ]);
});

test("a JSON list is an item each, however it is laid out", () => {
  expect(texts(' [\n {"id":"a"},\n {"id":"b"} ]')).toEqual([
    [1, '{"id":"a"}'],
    [2, '{"id":"b"}'],
  ]);
});

test("a list that does not parse is read line by line, so that the mistake has a place", () => {
  expect(texts('[{"id":"a"},\n{"id":')).toHaveLength(2);
});

test("an item that does not fit says which field is to blame", () => {
  const read = (text: string) => readItem({ place: 1, text }, SCHEMA).mistake;
  expect(read('{"id":"a"}')).toBeNull();
  expect(read('{"id":7}')).toMatch(/^id: /);
  expect(read("{}")).toBe("id: This is needed.");
  expect(read('"text"')).toMatch(/object/);
  expect(read("{")).toMatch(/^This is not JSON: /);
});

test("without a schema every JSON fits", () => {
  expect(readItem({ place: 1, text: "7" }, undefined)).toMatchObject({ value: 7, mistake: null });
});
