import { expect, test } from "vitest";
import { addressOf, askedFor, filtersOf, isFiltered } from "#components/cache/cache-filters.ts";

test("the address holds the filters and gives them back", () => {
  const filters = { workflow: "a.b", stage: "draw", age: "7d" as const, size: "1MB" as const, hash: "ab12" };
  const search = new URL(addressOf(filters), "http://x").searchParams;

  expect(filtersOf(search)).toEqual(filters);
  expect(addressOf({})).toBe("/cache");
});

test("what the address does not know is left out", () => {
  const filters = filtersOf(new URLSearchParams("age=toString&size=1&stage="));

  expect(filters).toEqual({});
  expect(isFiltered(filters)).toBe(false);
});

test("the server is asked in milliseconds and bytes", () => {
  expect(askedFor({ stage: "draw", age: "1d", size: "10kB" })).toEqual({
    stage: "draw",
    olderThanMs: 86_400_000,
    minBytes: 10_000,
  });
});
