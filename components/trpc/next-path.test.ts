import { expect, test } from "vitest";
import { nextPath, signInHref } from "#components/trpc/next-path.ts";

test("a path of this site is where sign-in leads to", () => {
  expect(nextPath("/runs/7?stage=parse#log")).toBe("/runs/7?stage=parse#log");
});

test.each([
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/.//evil.example",
  "/x/..//evil.example",
  "javascript:alert(1)",
  "",
  null,
  undefined,
])("an address elsewhere (%s) leads home instead", (asked) => {
  expect(nextPath(asked)).toBe("/workflows");
});

test("the way to sign-in remembers where one came from", () => {
  expect(signInHref("/runs?status=failed")).toBe("/sign-in?next=%2Fruns%3Fstatus%3Dfailed");
});
