import { expect, test } from "vitest";
import { colored, fitted, printable } from "#cli/drawing.ts";

test("what would steer a terminal is taken out of text, and lines and tabs are kept", () => {
  expect(printable("a\x1b[2Jb\u009bc\r\n\td é 名")).toBe("a\ufffd[2Jb\ufffdc\ufffd\n\td é 名");
});

test("icons at the begin of a line are colored, and nothing else is", () => {
  expect(colored("  ✓ parse  is it ✓ ?\n✗ x")).toBe("  \x1b[32m✓\x1b[39m parse  is it ✓ ?\n\x1b[31m✗\x1b[39m x");
});

test("what does not fit the screen is cut at the side and left out below", () => {
  expect(fitted("abcdef\nb", 6, 5)).toBe("abcd…\nb");
  expect(fitted("a\nb\nc\nd", 80, 4)).toBe("a\nb\n  …");
  expect(fitted("a\nb\nc", 80, 4)).toBe("a\nb\nc");
});
