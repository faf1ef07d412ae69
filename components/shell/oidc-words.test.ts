import { expect, test } from "vitest";
import { oidcRefusal } from "#components/shell/oidc-words.ts";

test("a person is told what to do when the identity provider could not sign them in", () => {
  expect(oidcRefusal("email_not_verified")).toContain("Verify it there");
});

test.each(["invalid_code", "toString", "<b>x</b>", ""])("of a code that nobody knows (%j) nothing is shown", (code) => {
  expect(oidcRefusal(code)).toBe("You could not be signed in that way. Try again.");
});
