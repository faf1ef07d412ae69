import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { ValueDiff } from "#components/diff/value-diff.tsx";

const drawn = (before: unknown, after: unknown) =>
  renderToStaticMarkup(<ValueDiff before={before} after={after} label="Output" />);

/** What is heard and read, without markup. */
const words = (html: string) =>
  html
    .replace(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replace(/\s+/g, " ");

test("values that say the same have a calm line", () => {
  expect(words(drawn({ a: 1, b: [2] }, { b: [2], a: 1 })).trim()).toBe("No difference");
});

test("two texts are shown by lines, with the words that changed marked", () => {
  const html = drawn("Hello,\nthe parcel is late.", "Hello,\nthe parcel is here.");

  expect(html).toMatch(/<del[^>]*>.*late<\/del>/);
  expect(html).toMatch(/<ins[^>]*>.*here<\/ins>/);
  expect(words(html)).toContain("1 line added − 1 removed");
  expect(words(html)).toContain("Line before: the parcel is removed: late .");
});

test("a long unchanged stretch is folded behind a button that says how long it is", () => {
  const lines = Array.from({ length: 15 }, (_, line) => `line ${line}`).join("\n");
  const html = drawn(`${lines}\nold`, `${lines}\nnew`);

  expect(html).toMatch(/<button type="button" aria-expanded="false"[^>]*>.*12 unchanged lines.*<\/button>/);
  expect(html).not.toContain("line 11");
  expect(html).toContain("line 12");
});

test("two lists of flat objects are shown as a table, its changed cells with the old value and the new", () => {
  const html = drawn(
    [
      { id: 1, price: 10 },
      { id: 2, price: 20 },
    ],
    [
      { id: 1, price: 12 },
      { id: 3, price: 30 },
    ],
  );

  expect(html).toContain("<table");
  expect(words(html)).toContain("Changed row 1 1 removed: 10 → added: 12");
  expect(words(html)).toContain("Removed row 2");
  expect(words(html)).toContain("Added row 2");
  expect(words(html)).toContain("Rows matched by id");
});

test("anything else is shown as a tree, each change at its path", () => {
  const html = drawn({ at: { city: "Bonn", zip: 1 }, old: true }, { at: { city: "Köln", zip: 1 }, tags: [1] });

  expect(words(html)).toContain('Changed at.city city : removed: "Bonn" → added: "Köln"');
  expect(words(html)).toContain("Removed old");
  expect(words(html)).toContain("Added tags");
});

test("a text with many lines within an object is compared as a text", () => {
  expect(words(drawn({ body: "one\ntwo two" }, { body: "one\ntwo three" }))).toContain("Line after: two added: three");
});

test("a value against none is added or removed as a whole", () => {
  expect(words(drawn(undefined, { a: 1 }))).toContain("1 member added");
  expect(words(drawn("text", undefined))).toContain("1 member removed");
});

test("what is too large says what was not compared, and draws a part of the rest", () => {
  const rows = (by: number) => Array.from({ length: 6_000 }, (_, row) => ({ n: row + by, m: "x" }));

  const html = drawn(rows(0), rows(10_000));

  expect(words(html)).toContain("Not compared: 1,000 rows before, 1,000 after");
  expect(html.match(/<tr/g)?.length).toBeLessThan(400);
  expect(words(html)).toMatch(/Show more: [\d,]+ left/);
});

test("strings are text, whatever they hold", () => {
  expect(drawn("<b>a</b>", "<i>a</i>")).not.toMatch(/<[bi]>/);
});
