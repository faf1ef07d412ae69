import { expect, test } from "vitest";
import { addressOf, filtersOf } from "#components/runs/run-filters.ts";

test("filters come back from the address that holds them", () => {
  const filters = { workflow: "license.review", status: "failed", item: "GPL 3 & more" } as const;

  expect(filtersOf(new URL(addressOf(filters), "http://heddle.test").searchParams)).toEqual(filters);
});

test("what the address says wrongly is left out", () => {
  expect(filtersOf(new URLSearchParams("status=broken&workflow=&page=3"))).toEqual({});
});

test("without filters the address is plain", () => {
  expect(addressOf({})).toBe("/runs");
});
