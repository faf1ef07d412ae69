import { createCipheriv, hkdfSync } from "node:crypto";
import { expect, test } from "vitest";
import { createSecretBox } from "#server/secret-box.ts";

const OLD = "s".repeat(32);
const NEW = "n".repeat(32);
const box = createSecretBox(OLD);

/** As it was sealed before keys had names. */
function sealedNameless(secret: string, about: string, serverSecret: string): string {
  const key = Buffer.from(hkdfSync("sha256", serverSecret, "", "heddle secret box", 32));
  const iv = Buffer.alloc(12, 7);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(about));
  const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  return ["v1", ...[iv, cipher.getAuthTag(), text].map((part) => part.toString("base64url"))].join(".");
}

test("what is sealed is opened again by whoever has the key and names what it belongs to", () => {
  const sealed = box.seal("größter Schlüssel", "trigger 1");

  expect(sealed).not.toContain("Schlüssel");
  expect(createSecretBox(OLD).open(sealed, "trigger 1")).toBe("größter Schlüssel");
});

test("the same secret is never sealed the same way twice", () => {
  expect(box.seal("a", "x")).not.toBe(box.seal("a", "x"));
});

test("after a change of the key, what was sealed with the one before is opened, and what is sealed names the new one", () => {
  const sealed = box.seal("a secret", "x");
  const changed = createSecretBox(NEW, [OLD]);

  expect(changed.open(sealed, "x")).toBe("a secret");
  const anew = changed.seal("a secret", "x");
  expect(anew.startsWith(changed.newest)).toBe(true);
  expect(sealed.startsWith(changed.newest)).toBe(false);
  expect(createSecretBox(NEW).open(anew, "x")).toBe("a secret");
});

test("what was sealed before keys had names is opened by whichever key did it", () => {
  expect(createSecretBox(NEW, ["t".repeat(32), OLD]).open(sealedNameless("ä", "x", OLD), "x")).toBe("ä");
  expect(() => createSecretBox(NEW).open(sealedNameless("ä", "x", OLD), "x")).toThrow();
  expect(() => createSecretBox(NEW, [OLD]).open(sealedNameless("ä", "x", OLD), "y")).toThrow();
});

test("a key that is not here is said to be missing, and its name does not tell the key", () => {
  const sealed = box.seal("a secret", "x");
  expect(() => createSecretBox(NEW).open(sealed, "x")).toThrow("HEDDLE_SECRET_PREVIOUS");
  expect(sealed).not.toContain(OLD);
});

test("a key that is named falsely does not open", () => {
  const other = createSecretBox(NEW, [OLD]);
  const forged = other.newest + box.seal("a secret", "x").slice(box.newest.length);
  expect(() => other.open(forged, "x")).toThrow();
});

test.each([
  ["with another key", (sealed: string) => createSecretBox("t".repeat(32)).open(sealed, "x")],
  ["for something else", (sealed: string) => box.open(sealed, "y")],
  ["once it was changed", (sealed: string) => box.open(`${sealed.slice(0, -2)}AA`, "x")],
  ["with a shortened tag", (sealed: string) => box.open(sealed.replace(/^(v2(\.[^.]+){2}\.[^.]{6})[^.]*/, "$1"), "x")],
  ["when a part is missing", (sealed: string) => box.open(sealed.split(".").slice(0, -1).join("."), "x")],
  ["when it is nothing of the kind", () => box.open("plain", "x")],
])("it is not opened %s", (_, open) => {
  const sealed = box.seal("a secret", "x");

  expect(() => open(sealed)).toThrow();
});

test("bytes are sealed and opened the same, by earlier keys too", () => {
  const bytes = Buffer.from([0, 255, 1]);
  const changed = createSecretBox(NEW, [OLD]);
  const sealed = box.sealBytes(bytes, "x");
  expect(Buffer.from(changed.openBytes(sealed, "x"))).toEqual(bytes);
  const anew = Buffer.from(changed.sealBytes(bytes, "x"));
  expect(anew.subarray(0, changed.newestBytes.byteLength).equals(changed.newestBytes)).toBe(true);
  // As they were sealed before keys had names.
  const nameless = Buffer.concat([Buffer.of(1), Buffer.from(sealed).subarray(box.newestBytes.byteLength)]);
  expect(Buffer.from(changed.openBytes(nameless, "x"))).toEqual(bytes);
  for (const open of [
    () => changed.openBytes(sealed, "y"),
    () => createSecretBox(NEW).openBytes(sealed, "x"),
    () => createSecretBox(NEW).openBytes(nameless, "x"),
    () => changed.openBytes(sealed.subarray(0, -1), "x"),
    () => changed.openBytes(sealed.subarray(0, 20), "x"),
    () => changed.openBytes(new Uint8Array(), "x"),
  ])
    expect(open).toThrow();
});
