import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync("docs/regressions.md", "utf8");
const rows = page.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| what broke"));
const named = rows.map((row) => {
  const {
    bug = "",
    file = "",
    name = "",
  } = /^\| (?<bug>.+) \| `(?<file>[^`]+)`: "(?<name>.+)" \|$/.exec(row)?.groups ?? {};
  return { bug, file, name };
});

test.each(named)("$file has the test against: $bug", ({ file, name }) => {
  expect(readFileSync(file, "utf8")).toContain(`test(${JSON.stringify(name)}, `);
});

test("every bug of the three systems has a test of its own", () => {
  expect(page.split(/^## /m).slice(1)).toHaveLength(3);
  expect(named.length).toBeGreaterThan(35);
  expect(new Set(named.map(({ name }) => name)).size).toBe(named.length);
});
