import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const page = readFileSync("docs/guarantees.md", "utf8");
const named = [...page.matchAll(/^- `(?<file>[^`]+)`: "(?<name>.+)"$/gm)].map(({ groups }) => [
  groups?.file ?? "",
  groups?.name ?? "",
]);

test.each(named)("%s has the test that docs/guarantees.md names: %s", (file, name) => {
  expect(readFileSync(file, "utf8")).toContain(`test(${JSON.stringify(name)}, `);
});

test("each of the eight guarantees names its tests", () => {
  const sections = page.split(/^## (?=\d)/m).slice(1);

  expect(sections.map((section) => section[0]).join("")).toBe("12345678");
  for (const section of sections) expect(section).toMatch(/^- `[^`]+`: ".+"$/m);
});
