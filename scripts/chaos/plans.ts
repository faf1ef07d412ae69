import type { z } from "zod";
import { Definition } from "#core/definition.ts";
import type { ModelOutcome, Oracle } from "#core/model/run-model.ts";
import { fate } from "#scripts/chaos/fate.ts";
import { refuses } from "#scripts/chaos/receiver.ts";

/** One kind of run in the mixed load: its definition, and what the seed decides of each item. */
export interface Plan {
  name: string;
  definition: Definition;
  input(item: string): Record<string, unknown>;
  /** Whether its runs are caused by others, not asked for. */
  isFollowUp: boolean;
}

type StageInput = z.input<typeof Definition>["stages"][number];
type DependencyInput = NonNullable<z.input<typeof Definition>["dependencies"]>[number];

const RETRY = { maxAttempts: 6, backoffMs: 20, maxBackoffMs: 200 };

/** How many subtasks the fan-out of an item makes. */
export const widthOf = (seed: number, item: string): number => Math.floor(fate(seed, "width", item) * 40);

export const decisionOf = (seed: number, item: string, stageId: string): "approved" | "rejected" =>
  fate(seed, "decision", item, stageId) < 0.7 ? "approved" : "rejected";

const after = (...ids: string[]): DependencyInput[] =>
  ids.slice(1).map((to, index) => ({ from: ids[index] ?? "", to }));
const transform = (id: string, expression = "input"): StageInput => ({ id, kind: "transform", config: { expression } });
const code = (id: string): StageInput => ({
  id,
  kind: "code",
  config: { source: "export default async (input) => ({ seen: input })" },
});

/** How many calls of the exclusive stage its rule lets run at the same time. */
export const EXCLUSIVE_MAX = 3;

/** How many follow-up runs an item causes. */
export const followUpsOf = (seed: number, item: string): number => Math.floor(fate(seed, "follow-ups", item) * 5);

const CHILD = "chaos.child";

/** The plans, over a receiver at `url`; those that others name come first. */
export function plansOver(url: string, seed: number): Plan[] {
  const call = (id: string, kind = "effect"): StageInput => ({
    id,
    kind: "http",
    config: {
      method: "POST",
      url: { $: `'${url}/${kind}/' & item.id & '/${id}/-'` },
      body: { from: { $: "item.id" } },
    },
    retry: RETRY,
  });
  const plan = (name: string, stages: StageInput[], dependencies: DependencyInput[]): Plan => ({
    name: `chaos.${name}`,
    definition: Definition.parse({
      heddle: 1,
      name: `chaos.${name}`,
      title: name,
      itemId: { $: "input.id" },
      stages,
      dependencies,
      actions: (["success", "failure"] as const).map((on) => ({
        on,
        url: { $: `'${url}/action/' & item.id & '/${on}'` },
      })),
    }),
    isFollowUp: `chaos.${name}` === CHILD,
    input: (item) => ({
      id: item,
      width: widthOf(seed, item),
      waitMs: Math.floor(fate(seed, "wait", item) * 3_000),
      followUps: followUpsOf(seed, item),
    }),
  });

  return [
    plan("child", [transform("begin"), call("end")], after("begin", "end")),
    plan(
      "spawn",
      [
        {
          ...call("cause"),
          spawns: [
            {
              workflow: CHILD,
              forEach: { $: "input.followUps = 0 ? [] : [1..input.followUps]" },
              input: { id: { $: "input.id & '.' & $string(item)" } },
            },
          ],
        },
        transform("meanwhile"),
      ],
      after("cause", "meanwhile"),
    ),
    plan(
      "outside",
      [
        call("before"),
        {
          id: "work",
          kind: "external",
          config: { url: { $: `'${url}/job/' & item.id & '/work/-'` }, inactivityTimeoutMs: 20_000 },
          retry: RETRY,
        },
        transform("after"),
      ],
      after("before", "work", "after"),
    ),
    plan(
      "exclusive",
      [{ ...call("narrow", "exclusive"), rules: [{ type: "concurrency", max: EXCLUSIVE_MAX }] }, transform("after")],
      after("narrow", "after"),
    ),
    plan(
      "nested",
      [
        { id: "inner", kind: "workflow", config: { workflow: CHILD, input: { id: { $: "input.id & '.n'" } } } },
        transform("after"),
      ],
      after("inner", "after"),
    ),
    plan(
      "chain",
      [transform("first"), code("second"), call("third"), code("fourth"), call("fifth"), transform("sixth")],
      after("first", "second", "third", "fourth", "fifth", "sixth"),
    ),
    plan(
      "fan",
      [
        transform("list", "input.width = 0 ? [] : [1..input.width]"),
        {
          ...call("visit"),
          config: {
            method: "POST",
            url: { $: `'${url}/effect/' & item.id & '/visit/' & $string(subtask.index)` },
            body: { number: { $: "subtask.item" } },
          },
          forEach: { items: { $: "$append([], stages.list.output)" }, concurrency: 6, onFailure: "fail" },
        },
        transform("sum", "$count(stages.visit.output)"),
        transform("always"),
      ],
      [...after("list", "visit", "sum"), { from: "visit", to: "always", requiresSuccess: false }],
    ),
    plan(
      "gate",
      [
        call("draft"),
        { id: "gate", kind: "review", config: { summary: "Good?", onReject: "continue" } },
        call("ship"),
        transform("archive"),
        { id: "last", kind: "review", config: { summary: "Really?", onReject: "fail" } },
        transform("end"),
      ],
      [
        { from: "draft", to: "gate" },
        { from: "gate", to: "ship", when: { $: "stages.gate.output.decision = 'approved'" } },
        { from: "gate", to: "archive", when: { $: "stages.gate.output.decision = 'rejected'" } },
        { from: "ship", to: "last" },
        { from: "last", to: "end" },
      ],
    ),
    plan(
      "timer",
      [call("before"), { id: "wait", kind: "wait", config: { for: { $: "input.waitMs" } } }, call("after")],
      after("before", "wait", "after"),
    ),
  ];
}

/** Kinds whose fate the receiver decides. */
const CALLS = ["http", "external", "workflow"];

/** What the seed decides of everything that a definition leaves open. */
export function oracleOf(seed: number, { definition }: Plan, item: string): Oracle {
  const stages = new Map(definition.stages.map((stage) => [stage.id, stage]));
  return {
    attempt(stageId, subtask): ModelOutcome {
      const stage = stages.get(stageId);
      if (stage?.forEach && subtask === null) return { kind: "fan_out", count: widthOf(seed, item) };
      if (stage?.kind === "review") return { kind: "awaiting_review" };
      const place = stage?.kind === "workflow" ? `${item}.n/end/-` : `${item}/${stageId}/${subtask ?? "-"}`;
      if (stage && CALLS.includes(stage.kind) && refuses(seed, place)) return { kind: "failed", retryable: false };
      return { kind: "completed" };
    },
    decision: (stageId) => decisionOf(seed, item, stageId),
    holds(from, to) {
      const when = definition.dependencies.find((each) => each.from === from && each.to === to)?.when;
      return when?.$.includes(`'${decisionOf(seed, item, from)}'`) ?? true;
    },
  };
}
