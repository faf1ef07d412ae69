import { expect, test } from "vitest";
import { agreement, differenceText, reasonOf, titleOf } from "#components/compare/difference-words.ts";
import { DIFFERENCES } from "#core/compare-runs.ts";
import { Definition } from "#core/definition.ts";

const definition = (...stages: object[]) => ({
  definition: Definition.parse({ heddle: 1, name: "song.make", stages }),
});
const stage = (differs: readonly (typeof DIFFERENCES)[number][]) => ({
  stageId: "tune",
  differs: [...differs],
  first: null,
  second: null,
  subtasks: null,
});

test("what differs of a stage is told in a few words", () => {
  expect(differenceText([])).toBe("Same");
  expect(differenceText(["code", "output"])).toBe("Code, output");
  expect(differenceText(["only_in_first"])).toBe("Only in the first");
});

test("a stage is called as the second run calls it, or the first that alone has it", () => {
  const first = definition({ id: "tune", kind: "code", title: "Tune" }, { id: "mix", kind: "code", title: "Mix" });
  const second = definition({ id: "tune", kind: "code", title: "Tune up" }, { id: "cut", kind: "code" });
  expect(["tune", "mix", "cut"].map((id) => titleOf(id, { first, second }))).toEqual(["Tune up", "Mix", "cut"]);
});

test("why a stage differs is what says most", () => {
  expect(reasonOf(stage(["code", "output"]))).toBe("its code changed");
  expect(reasonOf(stage(["input", "status"]))).toBe("it was given another input");
  expect(reasonOf({ ...stage(["output"]), subtasks: { differing: 3, sample: [] } })).toBe("3 of its subtasks differ");
  expect(reasonOf({ ...stage(["output"]), subtasks: { differing: 1, sample: [] } })).toBe("1 subtask of it differs");
  const reasons = [...DIFFERENCES.map((difference) => [difference]), []].map((differs) => reasonOf(stage(differs)));
  expect(new Set(reasons).size).toBe(DIFFERENCES.length + 1);
});

test("runs that do not part are said to agree, with what differs on the way", () => {
  expect(agreement({ stages: [stage([])], hasOtherInput: false })).toBe("Each stage came to the same in both.");
  expect(agreement({ stages: [stage([])], hasOtherInput: true })).toBe(
    "They were given different input, and came to the same.",
  );
  expect(agreement({ stages: [stage(["cache"]), stage(["cache", "time"])], hasOtherInput: false })).toBe(
    "All stages came to the same. What differs on the way: cache, time.",
  );
});
