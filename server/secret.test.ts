import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { readSecret } from "#server/secret.ts";

function temporaryHome(): string {
  const home = mkdtempSync(join(tmpdir(), "heddle-secret-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  return home;
}

test("the secret of the environment wins", () => {
  expect(readSecret({ HEDDLE_SECRET: "s".repeat(32), HEDDLE_HOME: "/does/not/exist" })).toBe("s".repeat(32));
});

test("without one it is made once, and only its owner can read it", () => {
  const HEDDLE_HOME = temporaryHome();
  const secret = readSecret({ HEDDLE_SECRET: undefined, HEDDLE_HOME });

  expect(secret).toHaveLength(43);
  expect(readSecret({ HEDDLE_SECRET: undefined, HEDDLE_HOME })).toBe(secret);
  expect(statSync(join(HEDDLE_HOME, "secret")).mode & 0o777).toBe(0o600);
});

test("a damaged secret is refused instead of replaced", () => {
  const HEDDLE_HOME = temporaryHome();
  writeFileSync(join(HEDDLE_HOME, "secret"), "");

  expect(() => readSecret({ HEDDLE_SECRET: undefined, HEDDLE_HOME })).toThrow(/^HEDDLE_SECRET: .* is damaged/);
});
