import fc from "fast-check";
import jsonata from "jsonata";
import { expect, test } from "vitest";
import { resolvePath } from "#core/expression-path.ts";

const scope = { input: { text: "hello", none: null, list: [{ a: 1 }], empty: [], gone: undefined }, run: { id: 7 } };

test("a plain path is resolved to what lies there", () => {
  expect(resolvePath("input.text", scope)).toEqual({ value: "hello" });
  expect(resolvePath(" input.list ", scope)).toEqual({ value: [{ a: 1 }] });
  expect(resolvePath("run", scope)).toEqual({ value: { id: 7 } });
});

test("what is not there is null", () => {
  expect(resolvePath("input.nothing.more", scope)).toEqual({ value: null });
  expect(resolvePath("input.gone", scope)).toEqual({ value: null });
  expect(resolvePath("input.none.x", scope)).toEqual({ value: null });
});

test("more than a path, and a list on the way, is left to JSONata", () => {
  for (const source of [
    "input.text & 'x'",
    "$sum(input.list)",
    "input.list.a",
    "input.list[0]",
    "true",
    "input.and",
    "input.__proto__",
    "1",
    "",
  ])
    expect(resolvePath(source, scope)).toBeNull();
});

test("nothing of the prototype is found", () => {
  expect(resolvePath("input.constructor", scope)).toEqual({ value: null });
  expect(resolvePath("input.text.length", scope)).toEqual({ value: null });
  expect(resolvePath("toString", scope)).toEqual({ value: null });
});

test("data that carries the marks of a JSONata function is left to JSONata", () => {
  expect(resolvePath("input.f.x", { input: { f: { _jsonata_lambda: true, x: 1 } } })).toBeNull();
  expect(resolvePath("input.f.x", { input: { f: { _jsonata_function: true, x: 1 } } })).toBeNull();
});

const key = fc.constantFrom("a", "b", "c", "length", "constructor", "_jsonata_lambda", "or");
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.string(),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  ),
}));

test("the short way gives what JSONata gives", async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(key, json), fc.array(key, { minLength: 1, maxLength: 5 }), async (data, names) => {
      const short = resolvePath(names.join("."), data);
      if (!short) return;
      const long = await jsonata(names.join(".")).evaluate(data);
      expect(short.value).toEqual(long === undefined ? null : long);
    }),
    { numRuns: 1_000 },
  );
});
