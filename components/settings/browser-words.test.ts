import { expect, test } from "vitest";
import { browserWords } from "#components/settings/browser-words.ts";

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
  ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"],
  ["Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Mobile Safari/604.1", "Safari on iOS"],
  ["Mozilla/5.0 Chrome/140.0", "Chrome"],
  [`curl/8.1 ${"x".repeat(100)}`, `curl/8.1 ${"x".repeat(51)}`],
  [null, "Unknown program"],
])("%s is told as %s", (agent, words) => {
  expect(browserWords(agent)).toBe(words);
});
