import { expect, test } from "vitest";
import { diffJson, type JsonLine } from "#core/diff/json-diff.ts";

const shown = (line: JsonLine) => {
  const move = line.move ? ` ${line.move.from}>${line.move.to}` : "";
  const at = `${"  ".repeat(line.depth)}${line.name ?? "."}${move}`;
  switch (line.kind) {
    case "inside":
      return `${at} ${line.isList ? "[" : "{"}`;
    case "changed":
      return `${at} ${JSON.stringify(line.before)} -> ${JSON.stringify(line.after)}`;
    case "cut":
      return `${at} cut ${line.count}`;
    default:
      return `${at} ${line.kind} ${JSON.stringify(line.value)}`;
  }
};
const diff = (before: unknown, after: unknown) => diffJson(before, after).lines.map(shown);

test("members that came, went, changed or stayed are told apart and counted", () => {
  const before = { name: "A", total: 10, paid: true, note: "x", at: { city: "Bonn", zip: 1 } };
  const after = { name: "A", total: 12, paid: true, tags: [], at: { city: "Köln", zip: 1 } };

  expect(diff(before, after)).toEqual([
    ". {",
    '  name same "A"',
    "  total 10 -> 12",
    "  paid same true",
    '  note removed "x"',
    "  at {",
    '    city "Bonn" -> "Köln"',
    "    zip same 1",
    "  tags added []",
  ]);
  expect(diffJson(before, after).counts).toEqual({ added: 1, removed: 1, changed: 2, moved: 0 });
});

test("items of a list are matched before they are compared, and moves are told", () => {
  const before = [
    { id: 1, v: [1] },
    { id: 2, v: [2] },
    { id: 3, v: [3] },
  ];
  const after = [
    { id: 3, v: [3] },
    { id: 1, v: [1, 9] },
  ];

  expect(diff({ list: before }, { list: after })).toEqual([
    ". {",
    "  list [",
    '    0 2>0 moved {"id":3,"v":[3]}',
    "    1 {",
    "      id same 1",
    "      v [",
    "        0 same 1",
    "        1 added 9",
    '    1 removed {"id":2,"v":[2]}',
  ]);
  expect(diffJson(before, after).counts).toEqual({ added: 1, removed: 1, changed: 0, moved: 1 });
});

test("an item that moved and changed says both", () => {
  const before = [
    { id: 1, n: {} },
    { id: 2, n: {} },
    { id: 3, n: {} },
  ];
  const after = [
    { id: 3, n: { a: 1 } },
    { id: 1, n: {} },
    { id: 2, n: {} },
  ];

  expect(diff(before, after).slice(1, 4)).toEqual(["  0 2>0 {", "    id same 3", "    n {"]);
  expect(diffJson(before, after).counts).toEqual({ added: 1, removed: 0, changed: 0, moved: 1 });
});

test.each([
  [undefined, 1, ". added 1"],
  [{ a: 1 }, undefined, '. removed {"a":1}'],
  [[1], { a: 1 }, '. [1] -> {"a":1}'],
  [{ a: 1 }, [1], '. {"a":1} -> [1]'],
  [null, {}, ". null -> {}"],
])("%j and %j have nothing to go into", (before, after, line) => {
  expect(diff(before, after)).toEqual([line]);
});

test("every line says its way from the root", () => {
  const { lines } = diffJson(
    { orders: [{ "unit price": 1, net: { a: 1 } }] },
    { orders: [{ "unit price": 2, net: { a: 2 } }] },
  );

  expect(lines.map(({ path }) => path)).toEqual([
    "",
    "orders",
    "orders[0]",
    'orders[0]["unit price"]',
    "orders[0].net",
    "orders[0].net.a",
  ]);
});

test("a member that is named like one that objects inherit is compared as any other", () => {
  expect(diff({ a: 1 }, { a: 1, constructor: 2 })).toEqual([". {", "  a same 1", "  constructor added 2"]);
});

test("a large value is compared up to a limit, and what is left is counted where it lies", () => {
  const big = (by: number) =>
    Object.fromEntries(Array.from({ length: 30_000 }, (_, place) => [`m${place}`, place + by]));

  const { lines, cut } = diffJson({ big: big(0), list: [0], last: 1 }, { big: big(1), list: [1], last: 2 });

  expect(lines.length).toBeLessThan(20_010);
  expect(lines.slice(-2).map(shown)).toEqual([`    . cut ${cut - 2}`, "  . cut 2"]);
  expect(cut).toBeGreaterThan(10_000);
});

test("a list in a large value is cut like an object", () => {
  const many = Object.fromEntries(Array.from({ length: 19_999 }, (_, place) => [`m${place}`, place]));

  expect(diff([many, 1, [2, "x"]], [{ ...many, m0: "" }, 1, [3, "x"]]).at(-1)).toBe("  . cut 2");
});

test("a long list is compared around what both share at their ends", () => {
  const list = (from: number) => Array.from({ length: 6_000 }, (_, place) => from + place);

  expect(diff([...list(0), "end"], [...list(1e6), "end"]).slice(-2)).toEqual(["  . cut 1000", '  6000 same "end"']);
  expect(diff(list(0), list(1e6)).at(-1)).toBe("  . cut 1000");
});
