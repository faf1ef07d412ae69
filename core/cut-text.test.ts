import { expect, test } from "vitest";
import { cutText } from "#core/cut-text.ts";

test("what fits stays as it is", () => {
  expect(cutText("Würde", 6)).toBe("Würde");
});

test.each([
  [1, "x…"],
  [2, "x…"],
  [3, "xé…"],
  [4, "xé…"],
  [6, "xé…"],
  [7, "xé💥…"],
])("a text cut at %i bytes never splits a character", (bytes, cut) => {
  expect(cutText("xé💥end", bytes)).toBe(cut);
});
