import { expect, test } from "vitest";
import { requestIdOf } from "#server/api/request-id.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

test("a request keeps the id that it came with", () => {
  expect(requestIdOf("01J-abc_def.7")).toBe("01J-abc_def.7");
});

test.each([undefined, "", "a".repeat(65), "line\nbreak", "{json}", "a, b"])(
  "%j is no id, so a new one is made",
  (given) => {
    expect(requestIdOf(given)).toMatch(UUID);
    expect(requestIdOf(given)).not.toBe(requestIdOf(given));
  },
);
