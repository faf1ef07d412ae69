import { expect, test } from "vitest";
import { addressOf, exportAddressOf, filtersOf, isFiltered } from "#components/audit/audit-filters.ts";

test("an address holds the filters, and is read back without what it does not know", () => {
  const filters = { who: "ada@example.org", action: "people" };

  expect(addressOf(filters)).toBe("/settings/audit?who=ada%40example.org&action=people");
  expect(filtersOf(new URLSearchParams("who=ada%40example.org&action=people&evil=1&from="))).toEqual(filters);
});

test("the file is of what is shown", () => {
  expect(exportAddressOf({ action: "keys" }, "csv")).toBe("/api/v1/audit?action=keys&format=csv");
});

test("without a filter the address is plain", () => {
  expect(addressOf({})).toBe("/settings/audit");
  expect([isFiltered({}), isFiltered({ who: "a" })]).toEqual([false, true]);
});
