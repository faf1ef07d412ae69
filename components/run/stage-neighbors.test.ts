import { expect, test } from "vitest";
import { sampleDefinition } from "#components/run/run-samples.ts";
import { neighborOf } from "#components/run/stage-neighbors.ts";

const branching = {
  ...sampleDefinition,
  dependencies: ["enrich", "approve", "publish"].map((to) => ({ from: "parse", to, requiresSuccess: true })),
};

test("arrows follow dependencies forth and back", () => {
  expect(neighborOf(sampleDefinition, "parse", "on")).toBe("enrich");
  expect(neighborOf(sampleDefinition, "enrich", "back")).toBe("parse");
  expect(neighborOf(sampleDefinition, "parse", "back")).toBeNull();
});

test("up and down go through the stages that share a parent", () => {
  expect(neighborOf(branching, "enrich", "next")).toBe("approve");
  expect(neighborOf(branching, "approve", "previous")).toBe("enrich");
  expect(neighborOf(branching, "publish", "next")).toBeNull();
});

test("without a selection the first stage is selected", () => {
  expect(neighborOf(sampleDefinition, null, "on")).toBe("parse");
});
