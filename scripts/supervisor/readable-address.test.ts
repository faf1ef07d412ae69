import { expect, test } from "vitest";
import { isReadable } from "#scripts/supervisor/readable-address.ts";

test.each(["/", "/runs/1?x=%zz", "/api/v1/runs/1/artifacts/abc/na%C3%AFve%20name.md"])("%s is readable", (url) => {
  expect(isReadable(url)).toBe(true);
});

test.each(["/%", "/workflows/%E0%A4%A", "/api/v1/runs/%ff/events"])("%s is not", (url) => {
  expect(isReadable(url)).toBe(false);
});
