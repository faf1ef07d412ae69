import { expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { type BaseStage, planUpdate, type StagePlan } from "#core/update-plan.ts";

type Json = Record<string, unknown>;
const given = { $: "stages.a.output" };
const stage = (id: string, more: Json = {}): Json => ({
  id,
  kind: "transform",
  config: { expression: "1" },
  input: given,
  ...more,
});
const edge = (from: string, to: string, more: Json = {}): Json => ({ from, to, ...more });
const flow = (stages: Json[], dependencies: Json[] = []) =>
  Definition.parse({ heddle: 1, name: "test.flow", stages, dependencies });

/** a → b → d, a → c → d, and e by itself. */
const diamond = (changed: Record<string, Json> = {}, edges: Json[] = []) =>
  flow(
    ["a", "b", "c", "d", "e"].map((id) => stage(id, changed[id])),
    [edge("a", "b"), edge("a", "c"), edge("b", "d"), edge("c", "d"), ...edges],
  );
const COMPLETED: BaseStage = { status: "completed", skipReason: null };
const completed = (...ids: string[]) => new Map(ids.map((id) => [id, COMPLETED]));
const ALL = completed("a", "b", "c", "d", "e");

const fates = (plan: StagePlan[]) =>
  Object.fromEntries(
    plan.map(({ stageId, fate, reason }) => [
      stageId,
      reason === null ? fate : `${fate}: ${reason.because}${"on" in reason ? ` ${reason.on}` : ""}`,
    ]),
  );
const plan = (
  next: Definition,
  { named = [], hasOtherInput = false }: { named?: string[]; hasOtherInput?: boolean } = {},
  stages: ReadonlyMap<string, BaseStage> = ALL,
  base = diamond(),
) => fates(planUpdate(base, next, stages, { named: new Set(named), hasOtherInput }));

test("what is named is done anew, what depends on it perhaps, and the rest is reused", () => {
  expect(plan(diamond(), { named: ["b"] })).toEqual({
    a: "reused",
    b: "seed: named",
    c: "reused",
    d: "suspect: depends b",
    e: "reused",
  });
});

test("without a change everything is reused", () => {
  expect(Object.values(plan(diamond()))).toEqual(["reused", "reused", "reused", "reused", "reused"]);
});

test("the plan stands in an order in which the stages can run", () => {
  const order = planUpdate(diamond(), diamond(), ALL, { named: new Set(["a"]), hasOtherInput: false });
  expect(order.map(({ stageId }) => stageId).indexOf("d")).toBeGreaterThan(2);
});

test("a stage that means something else in the new version is not taken for known", () => {
  expect(plan(diamond({ c: { config: { expression: "2" } } }))).toMatchObject({
    b: "reused",
    c: "suspect: definition",
    d: "suspect: depends c",
  });
  expect(plan(diamond({ c: { cache: { version: "2" } } }))).toMatchObject({ c: "suspect: definition" });
  expect(plan(diamond({ c: { forEach: { items: given } } }))).toMatchObject({ c: "suspect: definition" });
  expect(plan(diamond({}, [edge("e", "d", { when: { $: "true" } })]))).toMatchObject({ d: "suspect: definition" });
});

test("how a stage is shown, tried and limited changes nothing", () => {
  const shown = { title: "C", position: { x: 1, y: 2 }, retry: { maxAttempts: 3 }, timeoutMs: 5_000, priority: 4 };
  expect(plan(diamond({ c: { ...shown, cache: { scope: "global" } } }))).toMatchObject({ c: "reused" });
});

test("a new stage runs, and one that is gone is not spoken of", () => {
  const next = flow([stage("a"), stage("b"), stage("new")], [edge("a", "b")]);
  expect(plan(next)).toEqual({ a: "reused", b: "reused", new: "suspect: new" });
});

test("a stage that failed in the base run is tried again", () => {
  const stages = new Map(ALL).set("b", { status: "failed", skipReason: null });
  expect(plan(diamond(), {}, stages)).toMatchObject({ b: "suspect: failed", d: "suspect: depends b" });
});

test("a stage to which no path led stays out", () => {
  const stages = new Map(ALL).set("c", { status: "skipped", skipReason: "not_taken" });
  expect(plan(diamond(), {}, stages)).toMatchObject({ c: "reused" });
});

test("another input concerns those that see it: by an expression, by the item, or because nothing else is said", () => {
  const base = diamond({
    a: { input: { $: "input.text" } },
    c: { input: undefined },
    e: { config: { expression: "item.id" } },
    b: { actions: [{ on: "success", url: { $: "input.url" } }] },
  });
  expect(plan(base, { hasOtherInput: true }, ALL, base)).toEqual({
    a: "suspect: input",
    b: "suspect: depends a",
    c: "suspect: input",
    d: "suspect: depends b",
    e: "suspect: input",
  });
  expect(plan(base, {}, ALL, base)).toMatchObject({ a: "reused" });
});

test("other functions of the workflow are another definition of the stages that use them, and of no others", () => {
  const source = 'import { half } from "workflow/functions"; export default half;';
  const base = flow([stage("a", { kind: "code", config: { source } }), stage("b")]);
  const withFunctions = (functions: string) => ({ ...base, functions });
  const stages = completed("a", "b");
  const next = withFunctions("export const half = (n) => n * 0.5;");
  expect(plan(next, {}, stages, withFunctions("export const half = (n) => n / 2;"))).toEqual({
    a: "suspect: definition",
    b: "reused",
  });
  expect(plan(next, {}, stages, next)).toEqual({ a: "reused", b: "reused" });
});
