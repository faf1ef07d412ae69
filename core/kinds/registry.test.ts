import { expect, test } from "vitest";
import { customName, describedKind, isCustom, STAGE_KINDS, StageKind } from "#core/kinds/registry.ts";

test.each([...STAGE_KINDS, "custom:prices", "custom:price.fetch-2"])("%s is a kind", (kind) => {
  expect(StageKind.safeParse(kind).success).toBe(true);
});

test.each(["magic", "custom:", "custom:Prices", "custom:a..b", 5])(
  "%s is none, and the message lists the kinds",
  (kind) => {
    expect(StageKind.safeParse(kind).error?.issues[0]?.message).toMatch(/^is one of code, transform, .* or custom:/);
  },
);

test("what an operator's stage is called stands behind the colon", () => {
  expect(isCustom("custom:prices")).toBe(true);
  expect(isCustom("code")).toBe(false);
  expect(customName("custom:prices")).toBe("prices");
});

test("every kind is described, an operator's by its name", () => {
  expect(describedKind("http").title).toBe("HTTP request");
  expect(describedKind("custom:prices")).toMatchObject({ title: "prices", initialConfig: {} });
  expect(describedKind("custom:prices").config.safeParse({ any: 1 }).success).toBe(true);
});
