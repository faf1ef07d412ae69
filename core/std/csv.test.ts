import fc from "fast-check";
import { expect, test } from "vitest";
import { formatCsv, parseCsv } from "#core/std/csv.ts";

test("a table is read by the names of its first line", () => {
  expect(parseCsv('\ufeffid,"the ""name""",note\r\n1,"a, b","two\nlines"\r\n\r\n2,x\n')).toEqual([
    { id: "1", 'the "name"': "a, b", note: "two\nlines" },
    { id: "2", 'the "name"': "x", note: "" },
  ]);
  expect(parseCsv("a;b\n1;2", { separator: ";" })).toEqual([{ a: "1", b: "2" }]);
  expect(parseCsv("")).toEqual([]);
});

test("a quote within a field is a quote, one that has no end is refused", () => {
  expect(parseCsv('a\n5" pipe')).toEqual([{ a: '5" pipe' }]);
  expect(() => parseCsv('a\n"1')).toThrow("a quoted field has no end");
});

test("rows are written with all names that any of them has", () => {
  expect(
    formatCsv([
      { a: 1, b: "x,y" },
      { a: null, c: { d: true } },
    ]),
  ).toBe('a,b,c\n1,"x,y",\n,,"{""d"":true}"\n');
  expect(formatCsv([{ a: "1,5", b: "2;5" }], { separator: ";" })).toBe('a;b\n1,5;"2;5"\n');
});

test("what was written is read again", () => {
  const field = fc.string({ unit: fc.constantFrom("a", '"', ",", "\n", " ") });
  fc.assert(
    fc.property(fc.array(fc.record({ key: fc.constant("k"), text: field }), { minLength: 1 }), (rows) => {
      expect(parseCsv(formatCsv(rows))).toEqual(rows);
    }),
  );
});
