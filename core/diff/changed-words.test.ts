import fc from "fast-check";
import { expect, test } from "vitest";
import { changedWords, type Part } from "#core/diff/changed-words.ts";

const shown = (parts: Part[]) =>
  parts.map(({ kind, text }) => (kind === "same" ? text : kind === "added" ? `{+${text}}` : `[-${text}]`)).join("");

test("a word that changed is marked, what stands around it is not", () => {
  expect(shown(changedWords("the quick fox", "the slow fox"))).toBe("the [-quick]{+slow} fox");
});

test("words that changed side by side are one mark, with the space between them", () => {
  expect(shown(changedWords("a quick brown fox", "a slow white fox"))).toBe("a [-quick brown]{+slow white} fox");
});

test("what was only added or only removed has no other half", () => {
  expect(shown(changedWords("a fox", "a red fox"))).toBe("a {+red }fox");
  expect(shown(changedWords("a red fox", "a fox"))).toBe("a [-red ]fox");
  expect(shown(changedWords("a", "a b"))).toBe("a{+ b}");
});

test("long texts are compared by what they share at both ends", () => {
  const start = "s ".repeat(10_000);
  const end = " e".repeat(10_000);

  expect(changedWords(`${start}old${end}`, `${start}new${end}`)).toEqual([
    { kind: "same", text: start },
    { kind: "removed", text: "old" },
    { kind: "added", text: "new" },
    { kind: "same", text: end },
  ]);
});

test("long texts that share no end have no unchanged part", () => {
  const kinds = changedWords("a ".repeat(9_000), "b,".repeat(9_000)).map(({ kind }) => kind);

  expect(kinds).toEqual(["removed", "added"]);
});

test("texts with too many changes are compared by their ends, too", () => {
  const words = (word: string) => Array.from({ length: 600 }, (_, place) => `${word}${place}`).join(" ");

  expect(changedWords(`x ${words("a")}`, `x ${words("b")}`)[0]).toEqual({ kind: "same", text: "x " });
});

test("no character is split", () => {
  const long = "x".repeat(20_000);

  expect(changedWords(`${long}😀`, `${long}😁`)).toEqual([
    { kind: "same", text: long },
    { kind: "removed", text: "😀" },
    { kind: "added", text: "😁" },
  ]);
  // Both end with the same half of a pair.
  expect(changedWords(`\u{1f600}${long}`, `\u{1f200}${long}`).slice(0, 2)).toEqual([
    { kind: "removed", text: "\u{1f600}" },
    { kind: "added", text: "\u{1f200}" },
  ]);
});

test("the parts say both texts again, whatever they are", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", " ", "\t", ",", "ä", "😀", "cd"), { maxLength: 30 })
    .map((all) => all.join(""));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const parts = changedWords(before, after);
      const without = (kind: Part["kind"]) =>
        parts
          .filter((part) => part.kind !== kind)
          .map((part) => part.text)
          .join("");

      expect([without("added"), without("removed")]).toEqual([before, after]);
    }),
  );
});
