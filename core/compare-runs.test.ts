import { expect, test } from "vitest";
import { compareRuns, type RunSide, type StageFacts } from "#core/compare-runs.ts";
import { Definition } from "#core/definition.ts";

const IDS = ["write", "tune", "mix"];
type Changes<Of> = Record<string, Partial<Of>>;

const definition = (changes: Changes<Record<string, unknown>> = {}, ids = IDS) =>
  Definition.parse({
    heddle: 1,
    name: "song.make",
    stages: ids.map((id) => ({ id, kind: "transform", config: { expression: "1" }, ...changes[id] })),
    dependencies: [
      { from: "write", to: "mix" },
      { from: "tune", to: "mix" },
    ].filter(({ from, to }) => ids.includes(from) && ids.includes(to)),
  });

const MADE: StageFacts = {
  status: "completed",
  skipReason: null,
  inputDigest: "digest",
  inputKey: "input",
  outputKey: "output",
  durationMs: 50,
  decision: null,
};

const side = (facts: Changes<StageFacts> = {}, of = definition()): RunSide => ({
  definition: of,
  stages: new Map(of.stages.map(({ id }) => [id, { ...MADE, ...facts[id] }])),
});

const differences = (first: RunSide, second: RunSide, subtasks?: Map<string, number>) => {
  const { stages, firstDiffering } = compareRuns(first, second, subtasks);
  const differing = stages.filter(({ differs }) => differs.length > 0);
  return { firstDiffering, ...Object.fromEntries(differing.map(({ stageId, differs }) => [stageId, differs])) };
};

/** What differs of one stage whose facts differ so. */
const between = (first: Partial<StageFacts>, second: Partial<StageFacts>) =>
  differences(side({ tune: first }), side({ tune: second }));

test("runs that went the same way do not differ", () => {
  expect(differences(side(), side())).toEqual({ firstDiffering: null });
});

test("the stages come in an order in which the second run's can run, and those only in the first follow", () => {
  const second = definition({}, ["mix", "tune", "master"]);
  const { stages } = compareRuns(side(), side({}, second));
  expect(stages).toEqual([
    { stageId: "tune", differs: [] },
    { stageId: "master", differs: ["only_in_second"] },
    { stageId: "mix", differs: ["code"] },
    { stageId: "write", differs: ["only_in_first"] },
  ]);
});

test("a changed definition is told as code, and the input hash, which sees it too, is not told again", () => {
  const changed = definition({ tune: { config: { expression: "2" } } });
  expect(differences(side(), side({ tune: { inputDigest: "other" } }, changed))).toEqual({
    firstDiffering: "tune",
    tune: ["code"],
  });
  expect(differences(side(), side({ tune: { inputKey: "other" } }, changed))).toMatchObject({
    tune: ["code", "input"],
  });
});

test("how a stage is shown or tried is no difference", () => {
  const shown = definition({ tune: { title: "Tune it", retry: { maxAttempts: 3 }, position: { x: 1, y: 1 } } });
  expect(differences(side(), side({}, shown))).toEqual({ firstDiffering: null });
});

test("an input differs when it is known to, and by its hash when the definition is the same", () => {
  expect(between({}, { inputKey: "other" })).toMatchObject({ tune: ["input"] });
  expect(between({}, { inputDigest: "other" })).toMatchObject({ tune: ["input"] });
  expect(between({ inputDigest: null, inputKey: null }, { inputDigest: "other" })).toEqual({ firstDiffering: null });
});

test("an input alone is not where the runs part: what came of it may be the same", () => {
  expect(differences(side(), side({ tune: { inputKey: "b" }, mix: { outputKey: "b" } }))).toEqual({
    firstDiffering: "mix",
    tune: ["input"],
    mix: ["output"],
  });
});

test("the runs part at the first stage in order, whatever follows from it", () => {
  const second = side({ tune: { outputKey: "b", inputKey: "b" }, mix: { outputKey: "b", inputKey: "b" } });
  expect(differences(side(), second)).toEqual({
    firstDiffering: "tune",
    tune: ["input", "output"],
    mix: ["input", "output"],
  });
});

test("a stage that ended otherwise differs in status, and its missing output is not told again", () => {
  expect(between({}, { status: "failed", outputKey: null })).toEqual({ firstDiffering: "tune", tune: ["status"] });
  const skipped = { status: "skipped", outputKey: null } as const;
  expect(between({ ...skipped, skipReason: "not_taken" }, { ...skipped, skipReason: "by_hand" })).toMatchObject({
    tune: ["status"],
  });
});

test("people who decided otherwise are told of", () => {
  expect(between({ decision: "approved" }, { decision: "rejected" })).toEqual({
    firstDiffering: "tune",
    tune: ["decision"],
  });
});

test("an output that was found or reused is the same output by another way", () => {
  const reused = { status: "skipped", skipReason: "reused", durationMs: null } as const;
  expect(between({}, reused)).toEqual({ firstDiffering: null, tune: ["cache"] });
  expect(between({ ...reused, skipReason: "cached" }, {})).toEqual({ firstDiffering: null, tune: ["cache"] });
  expect(between({ ...reused, skipReason: "cached" }, reused)).toEqual({ firstDiffering: null });
});

test("a fan-out differs in its output when subtasks of it do", () => {
  expect(differences(side(), side(), new Map([["tune", 2]]))).toEqual({ firstDiffering: "tune", tune: ["output"] });
});

test.each([
  ["more than twice as long, and by 100 ms", 50, 151, true],
  ["either way round", 151, 50, true],
  ["not quite twice", 200, 400, false],
  ["hardly longer", 1, 100, false],
  ["unknown", null, 5_000, false],
  ["unknown in the other", 5_000, null, false],
])("time differs when one took much longer: %s", (_, first, second, differs) => {
  expect(between({ durationMs: first }, { durationMs: second })).toEqual({
    firstDiffering: null,
    ...(differs && { tune: ["time"] }),
  });
});
