import { expect, test } from "vitest";
import { bytesWords } from "#components/ui/bytes-words.ts";

test.each([
  [0, "0 B"],
  [812, "812 B"],
  [4_100, "4.1 kB"],
  [12_300_000, "12 MB"],
])("%i bytes read as %s", (bytes, text) => {
  expect(bytesWords(bytes)).toBe(text);
});
