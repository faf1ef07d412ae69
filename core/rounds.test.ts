import { expect, test } from "vitest";
import { stagesOfRound } from "#core/rounds.ts";

const dependencies = [
  { from: "a", to: "b", requiresSuccess: true },
  { from: "b", to: "c", requiresSuccess: true },
  { from: "x", to: "c", requiresSuccess: false },
];

test("a round does over what was named and all that depends on it", () => {
  expect([...stagesOfRound(dependencies, new Set(), "rerun", ["b"])]).toEqual(["b", "c"]);
});

test("failed stages that a named one requires come along, others do not", () => {
  expect([...stagesOfRound(dependencies, new Set(["a", "b", "x"]), "retry", ["c"])].toSorted()).toEqual([
    "a",
    "b",
    "c",
  ]);
});

test("what is skipped needs nothing before it", () => {
  expect([...stagesOfRound(dependencies, new Set(["a", "b"]), "skip", ["b"])]).toEqual(["b", "c"]);
});
