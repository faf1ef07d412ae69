import { expect, test } from "vitest";
import { readVerdict } from "#core/verdict.ts";

test("true accepts, and false rejects", () => {
  expect(readVerdict(true)).toEqual({ verdict: "accepted" });
  expect(readVerdict(false)).toEqual({
    verdict: "rejected",
    feedback: { summary: "The check did not accept the output" },
  });
});

test("a rejection brings feedback, whole or as a text", () => {
  const feedback = {
    summary: "Too short",
    criteria: [{ name: "length", expected: 100, actual: 7, passed: false }],
    guidance: { write: "more" },
  };
  expect(readVerdict({ verdict: "rejected", feedback })).toEqual({ verdict: "rejected", feedback });
  expect(readVerdict({ verdict: "rejected", feedback: "Too short" })).toEqual({
    verdict: "rejected",
    feedback: { summary: "Too short" },
  });
});

test("what an acceptance says besides is left out", () => {
  expect(readVerdict({ verdict: "accepted", score: 1 })).toEqual({ verdict: "accepted" });
});

test("an uncertain verdict says why", () => {
  const uncertain = { verdict: "uncertain", reason: "No source was found" };
  expect(readVerdict(uncertain)).toEqual(uncertain);
});

test.each([
  [null, "The check answered null: a verdict is true, false, or { verdict: … }"],
  [undefined, "The check answered nothing: a verdict is true, false, or { verdict: … }"],
  [0.9, "The check answered 0.9: a verdict is true, false, or { verdict: … }"],
  [{ ok: true }, 'The check answered {"ok":true}: a verdict is true, false, or { verdict: … }'],
  [{ verdict: "rejected" }, 'The check answered {"verdict":"rejected"}: feedback: Invalid input'],
  [{ verdict: "maybe" }, expect.stringContaining("verdict: Invalid")],
  [{ verdict: "uncertain", reason: "" }, expect.stringContaining("reason: ")],
])("%j is no verdict, and the problem says so", (given, problem) => {
  expect(readVerdict(given)).toEqual({ problem });
});

test("a long answer is named by its beginning", () => {
  const { problem } = readVerdict("x".repeat(500)) as { problem: string };
  expect(problem).toHaveLength(
    "The check answered ".length + 200 + "…: a verdict is true, false, or { verdict: … }".length,
  );
});
