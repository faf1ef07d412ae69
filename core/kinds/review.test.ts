import { expect, test } from "vitest";
import { reviewConfig } from "#core/kinds/review.ts";

test.each(["P2D", "PT30M", 60_000])("a review may be due within %s", (due) => {
  expect(reviewConfig.parse({ due }).due).toBe(due);
});

test.each(["two days", 0, -1, "P0D"])("what is no length of time, %s, is refused and named", (due) => {
  expect(reviewConfig.safeParse({ due }).error?.issues[0]).toMatchObject({
    path: ["due"],
    message: expect.stringContaining("ISO 8601 duration"),
  });
});
