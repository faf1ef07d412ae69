import { expect, test } from "vitest";
import { createSecretBox } from "#server/secret-box.ts";

const box = createSecretBox("s".repeat(32));

test("what is sealed is opened again by whoever has the key and names what it belongs to", () => {
  const sealed = box.seal("größter Schlüssel", "trigger 1");

  expect(sealed).not.toContain("Schlüssel");
  expect(createSecretBox("s".repeat(32)).open(sealed, "trigger 1")).toBe("größter Schlüssel");
});

test("the same secret is never sealed the same way twice", () => {
  expect(box.seal("a", "x")).not.toBe(box.seal("a", "x"));
});

test.each([
  ["with another key", (sealed: string) => createSecretBox("t".repeat(32)).open(sealed, "x")],
  ["for something else", (sealed: string) => box.open(sealed, "y")],
  ["once it was changed", (sealed: string) => box.open(`${sealed.slice(0, -2)}AA`, "x")],
  ["with a shortened tag", (sealed: string) => box.open(sealed.replace(/^(v1\.[^.]+\.[^.]{6})[^.]*/, "$1"), "x")],
  ["when it is nothing of the kind", () => box.open("plain", "x")],
])("it is not opened %s", (_, open) => {
  const sealed = box.seal("a secret", "x");

  expect(() => open(sealed)).toThrow();
});
