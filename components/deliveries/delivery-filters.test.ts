import { expect, test } from "vitest";
import { addressOf, filtersOf, isFiltered, openIdOf } from "#components/deliveries/delivery-filters.ts";

test("the address holds filters and the open delivery, and gives them back", () => {
  const filters = { status: "exhausted" as const, workflow: "a.b", host: "example.org:8080" };
  const search = new URL(addressOf(filters, 7), "http://x").searchParams;

  expect(filtersOf(search)).toEqual(filters);
  expect(openIdOf(search)).toBe(7);
  expect(addressOf({})).toBe("/deliveries");
});

test("what the address does not know is left out", () => {
  const search = new URLSearchParams("status=lost&delivery=x&host=");

  expect(filtersOf(search)).toEqual({});
  expect(openIdOf(search)).toBeNull();
  expect(isFiltered({})).toBe(false);
});
