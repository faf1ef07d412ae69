import fc from "fast-check";
import { REVIEW_POLICIES } from "#core/check.ts";
import type { Definition } from "#core/definition.ts";
import type { ModelOutcome, Oracle } from "#core/model/run-model.ts";
import { type DependencyInput, definitionOf, type StageInput } from "#server/engine/testing/published.ts";

/** A definition, and a fate for everything that it leaves open. */
export interface Scenario {
  definition: Definition;
  oracle: Oracle;
}

const MAX_STAGES = 12;
const MAX_ITEMS = 6;
const MAX_ATTEMPTS = 3;

const outcome = fc.oneof(
  { weight: 4, arbitrary: fc.constant<ModelOutcome>({ kind: "completed", verdict: "accepted" }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("rejected" as const, "uncertain" as const)
      .map((verdict) => ({ kind: "completed" as const, verdict })),
  },
  { weight: 2, arbitrary: fc.boolean().map((retryable): ModelOutcome => ({ kind: "failed", retryable })) },
  { weight: 1, arbitrary: fc.constant<ModelOutcome>({ kind: "skipped" }) },
);
const fate = fc.record({
  attempts: fc.array(outcome, { minLength: MAX_ATTEMPTS, maxLength: MAX_ATTEMPTS }),
  approved: fc.boolean(),
});

const stagePlan = fc.record({
  shape: fc.oneof(
    { weight: 4, arbitrary: fc.constant("plain") },
    { weight: 2, arbitrary: fc.constant("fan_out") },
    { weight: 1, arbitrary: fc.constant("review") },
  ),
  maxAttempts: fc.integer({ min: 1, max: MAX_ATTEMPTS }),
  backoffMs: fc.integer({ min: 0, max: 2 }),
  allowFailure: fc.boolean(),
  check: fc.option(
    fc.record({
      expression: fc.constant("true"),
      review: fc.constantFrom(...REVIEW_POLICIES),
      onExhausted: fc.constantFrom("fail" as const, "review" as const),
    }),
    { nil: undefined },
  ),
  /** How many of its tasks a rule lets run together; it may come late, but it ends alike. */
  atOnce: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
  priority: fc.integer({ min: -2, max: 2 }),
  /** Whether it tells of its end, and starts another run with it. */
  follows: fc.boolean(),
  concurrency: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  onFailure: fc.constantFrom("fail" as const, "continue" as const),
  onReject: fc.constantFrom("fail" as const, "continue" as const),
  /** Whether each subtask opens a review. */
  reviewsEach: fc.constantFrom(false, false, true),
  count: fc.integer({ min: 0, max: MAX_ITEMS }),
  own: fate,
  subtasks: fc.array(fate, { minLength: MAX_ITEMS, maxLength: MAX_ITEMS }),
  /** Per earlier stage: whether, and how, this one depends on it. */
  parents: fc.array(
    fc.record({
      linked: fc.integer({ min: 0, max: 2 }).map((n) => n === 0),
      requiresSuccess: fc.boolean(),
      when: fc.constantFrom(null, null, true, false),
    }),
    { minLength: MAX_STAGES, maxLength: MAX_STAGES },
  ),
});
type StagePlan = typeof stagePlan extends fc.Arbitrary<infer Plan> ? Plan : never;

const idOf = (index: number): string => `s${index}`;

const isGate = ({ shape, reviewsEach }: StagePlan): boolean =>
  shape === "review" || (shape === "fan_out" && reviewsEach);

const FOLLOWING: Partial<StageInput> = {
  actions: (["success", "failure", "cancel"] as const).map((on) => ({ on, url: "https://example.org" })),
  spawns: [{ workflow: "test.flow" }],
};

function stageOf(plan: StagePlan, index: number): StageInput {
  return {
    id: idOf(index),
    ...(isGate(plan) && { kind: "review", config: { onReject: plan.onReject } }),
    ...(plan.shape === "fan_out" && {
      forEach: {
        items: { $: "input" },
        onFailure: plan.onFailure,
        ...(plan.concurrency && { concurrency: plan.concurrency }),
      },
    }),
    retry: { maxAttempts: plan.maxAttempts, backoffMs: plan.backoffMs },
    allowFailure: plan.allowFailure,
    priority: plan.priority,
    ...(plan.atOnce && { rules: [{ type: "concurrency", max: plan.atOnce }] }),
    ...(plan.follows && FOLLOWING),
    ...(plan.check && !isGate(plan) && { check: plan.check }),
  };
}

/** A success stays one of the stage's shape: a fan-out finds its items, a review opens. */
function shaped(plan: StagePlan, subtask: number | null, of: ModelOutcome): ModelOutcome {
  if (of.kind !== "completed") return of;
  if (plan.shape === "fan_out" && subtask === null) return { kind: "fan_out", count: plan.count };
  return isGate(plan) ? { kind: "awaiting_review" } : of;
}

function scenarioOf(plans: StagePlan[]): Scenario {
  const edges = plans.flatMap((plan, index) =>
    plan.parents
      .slice(0, index)
      .flatMap((parent, from) => (parent.linked ? [{ from: idOf(from), to: idOf(index), ...parent }] : [])),
  );
  const dependencies = edges.map(
    ({ from, to, requiresSuccess, when }): DependencyInput => ({
      from,
      to,
      requiresSuccess,
      ...(when !== null && { when: { $: String(when) } }),
    }),
  );
  const planOf = new Map(plans.map((plan, index) => [idOf(index), plan]));
  const lookUp = (stageId: string): StagePlan => {
    const plan = planOf.get(stageId);
    if (!plan) throw new Error(`No plan for ${stageId}`);
    return plan;
  };
  const fateOf = (stageId: string, subtask: number | null) => {
    const plan = lookUp(stageId);
    return (subtask === null ? plan.own : plan.subtasks[subtask]) ?? plan.own;
  };
  return {
    definition: definitionOf(plans.map(stageOf), dependencies),
    oracle: {
      // Another round, another fate.
      attempt: (stageId, subtask, attempt, round) => {
        const { attempts } = fateOf(stageId, subtask);
        return shaped(
          lookUp(stageId),
          subtask,
          attempts[(attempt + round - 2) % MAX_ATTEMPTS] ?? { kind: "completed" },
        );
      },
      decision: (stageId, subtask, round) =>
        fateOf(stageId, subtask).approved === (round % 2 === 1) ? "approved" : "rejected",
      holds: (from, to) => edges.some((edge) => edge.from === from && edge.to === to && edge.when === true),
    },
  };
}

/** Random DAGs of 1 to 12 stages with random fates; a stage depends on earlier ones only. */
export const scenarios: fc.Arbitrary<Scenario> = fc
  .array(stagePlan, { minLength: 1, maxLength: MAX_STAGES })
  .map(scenarioOf);

/** The same, with one fate for a subtask in all rounds. */
export const steady = ({ attempt, decision, holds }: Oracle): Oracle => ({
  attempt: (stageId, subtask, number, round) => attempt(stageId, subtask, number, subtask === null ? round : 1),
  decision: (stageId, subtask, round) => decision(stageId, subtask, subtask === null ? round : 1),
  holds,
});
