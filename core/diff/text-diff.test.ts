import fc from "fast-check";
import { expect, test } from "vitest";
import { diffTexts, MAX_CHARACTERS, type TextRow, wordsOf } from "#core/diff/text-diff.ts";

const shown = (row: TextRow) => {
  if (row.kind === "cut") return `cut ${row.before}/${row.after}`;
  return `${{ same: " ", removed: "-", added: "+" }[row.kind]}${row.text}`;
};
const diff = (before: string, after: string) => diffTexts(before, after).rows.map(shown);

test("lines that stay, go and come are told apart and counted", () => {
  const { rows, counts, cut } = diffTexts("one\ntwo\nthree", "one\nthree\nfour");

  expect(rows.map(shown)).toEqual([" one", "-two", " three", "+four"]);
  expect(counts).toEqual({ added: 1, removed: 1 });
  expect(cut).toBeNull();
});

test("lines are numbered as in their own text", () => {
  expect(diffTexts("a\nb\nc", "a\nc").rows).toEqual([
    { kind: "same", before: 1, after: 1, text: "a" },
    { kind: "removed", before: 2, text: "b", other: null },
    { kind: "same", before: 3, after: 2, text: "c" },
  ]);
});

test("a changed line stands before its new form, and the words that changed are marked in both", () => {
  const { rows } = diffTexts("Dear Ms. Kim,\nyour order is late.", "Dear Ms. Kim,\nyour order is here.");

  expect(rows.map(wordsOf)).toEqual([
    null,
    [
      { kind: "same", text: "your order is " },
      { kind: "removed", text: "late" },
      { kind: "same", text: "." },
    ],
    [
      { kind: "same", text: "your order is " },
      { kind: "added", text: "here" },
      { kind: "same", text: "." },
    ],
  ]);
});

test("a changed line finds its new form beyond lines that were inserted before it", () => {
  expect(diff("the fee is 20 dollars", "Summary:\nby hand\nthe fee is 30 dollars")).toEqual([
    "+Summary:",
    "+by hand",
    "-the fee is 20 dollars",
    "+the fee is 30 dollars",
  ]);
});

test("lines that have little in common are not taken for each other", () => {
  expect(diffTexts("alpha beta", "gamma delta").rows.map(wordsOf)).toEqual([null, null]);
});

test("a large text is compared up to a limit, around what both share at their ends, and the rest is counted", () => {
  const big = (word: string) =>
    Array.from({ length: 3_000 }, (_, line) => `${word} ${line} ${"x".repeat(90)}`).join("\n");

  const { rows, cut } = diffTexts(`start\n${big("old")}\nend`, `start\n${big("new")}\nend`);

  expect(shown(rows[0] as TextRow)).toBe(" start");
  expect(rows.slice(-2).map(shown)).toEqual([`cut ${cut?.before}/${cut?.after}`, " end"]);
  expect(cut?.before).toBeGreaterThan(900);
  expect(rows.filter(({ kind }) => kind === "removed").length + Number(cut?.before)).toBe(3_000);
});

test("a change at the end of a large text is found", () => {
  const big = "line\n".repeat(MAX_CHARACTERS);

  const { rows, cut } = diffTexts(`${big}old`, `${big}new`);

  expect(rows.slice(-2).map(shown)).toEqual(["-old", "+new"]);
  expect(cut).toBeNull();
});

test("one line is compared however long it is", () => {
  const long = "x".repeat(MAX_CHARACTERS);

  const { counts, cut } = diffTexts(`${long}\na`, `${long}y\nb`);

  expect(counts).toEqual({ added: 1, removed: 1 });
  expect(cut).toEqual({ before: 1, after: 1 });
});

test("the rows say both texts again, whatever they are", () => {
  const text = fc
    .array(fc.constantFrom("a", "b c", "b d", "", "e f g"), { maxLength: 12 })
    .map((lines) => lines.join("\n"));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const { rows } = diffTexts(before, after);
      const without = (kind: TextRow["kind"]) =>
        rows.flatMap((row) => (row.kind === kind || row.kind === "cut" ? [] : [row.text])).join("\n");

      if (before !== after) expect([without("added"), without("removed")]).toEqual([before, after]);
    }),
  );
});
