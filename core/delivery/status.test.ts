import { expect, test } from "vitest";
import { DELIVERY_STATUSES, mayReplay } from "#core/delivery/status.ts";

test("what was delivered or exhausted may be replayed", () => {
  expect(DELIVERY_STATUSES.filter(mayReplay)).toEqual(["delivered", "exhausted"]);
});
