import { expect, test } from "vitest";
import { DedupeRule, Metadata, MetadataTemplate, metadataProblem } from "#core/metadata.ts";

test("metadata is plain values by name", () => {
  expect(Metadata.parse({ customer: "a", level: 2, urgent: true })).toEqual({ customer: "a", level: 2, urgent: true });
  expect(Metadata.safeParse({ list: [1] }).success).toBe(false);
  expect(Metadata.safeParse({ "no name": 1 }).success).toBe(false);
});

test("a template holds plain values and expressions", () => {
  expect(MetadataTemplate.safeParse({ region: { $: "input.region" }, level: 1 }).success).toBe(true);
});

test("dedupe names statuses of runs and at least one field", () => {
  expect(DedupeRule.safeParse({ statuses: ["queued", "running"], fields: ["order"] }).success).toBe(true);
  expect(DedupeRule.safeParse({ statuses: ["waiting"], fields: ["order"] }).success).toBe(false);
  expect(DedupeRule.safeParse({ statuses: ["queued"], fields: [] }).success).toBe(false);
});

test("what an expression gives is kept when it is plain, and left out when it is nothing", () => {
  expect(metadataProblem({ a: "x", b: 1.5, c: false, d: null, e: undefined })).toBeNull();
  expect(metadataProblem({ a: [1] })).toEqual({
    field: "metadata.a",
    message: "metadata.a: is neither a text, a number nor true or false",
  });
  expect(metadataProblem({ a: Number.NaN })?.field).toBe("metadata.a");
});

test("metadata is at most 64 KiB in all", () => {
  expect(metadataProblem({ a: "x".repeat(65_000) })).toBeNull();
  expect(metadataProblem({ a: "ä".repeat(33_000) })).toEqual({
    field: "metadata",
    message: "metadata: is larger than 64 KiB in all",
  });
});
