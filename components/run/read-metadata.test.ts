import { expect, test } from "vitest";
import { readMetadata } from "#components/run/read-metadata.ts";

test("each line is a field; numbers, true and false are what they say", () => {
  expect(readMetadata("customer = acme\n\nlevel=2\nurgent = true\nid = 007\nnote = a = b")).toEqual({
    metadata: { customer: "acme", level: 2, urgent: true, id: "007", note: "a = b" },
  });
});

test("a line without a name, and a name that is none, are refused", () => {
  expect(readMetadata("customer")).toEqual({ mistake: '"customer" is not name = value.' });
  expect(readMetadata("= x")).toHaveProperty("mistake");
  expect(readMetadata("a b = x")).toHaveProperty("mistake");
});
