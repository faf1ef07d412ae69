import { expect, test } from "vitest";
import { addressOf, filtersOf, isFiltered } from "#components/items/item-filters.ts";

test("filters go into the address and come back", () => {
  const filters = { workflow: "a.b", status: "failed", stage: "parse", search: "50%" } as const;
  expect(filtersOf(new URLSearchParams(addressOf(filters).split("?")[1]))).toEqual(filters);
  expect(addressOf({})).toBe("/items");
});

test("a stage counts only with a status, and what is no status is left out", () => {
  expect(filtersOf(new URLSearchParams("workflow=a&stage=parse"))).toEqual({ workflow: "a" });
  expect(filtersOf(new URLSearchParams("workflow=a&stage=parse&status=lost"))).toEqual({ workflow: "a" });
});

test("a workflow alone is no filter", () => {
  expect(isFiltered({ workflow: "a" })).toBe(false);
  expect(isFiltered({ workflow: "a", search: "x" })).toBe(true);
});
