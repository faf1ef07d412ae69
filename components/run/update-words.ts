import type { StageFate } from "#components/graph/graph-node.ts";
import { durationWords } from "#components/ui/time-words.ts";
import type { Dependency } from "#core/definition.ts";
import type { StagePlan, UpdateReason } from "#core/update-plan.ts";

const REASONS = {
  named: "You named it",
  new: "New",
  failed: "Failed in the base run",
  definition: "Its definition changed",
  input: "Reads the input",
} as const;

/** Why a stage of an update run is not simply reused. */
export const reasonWords = (reason: UpdateReason, titleOf: (stageId: string) => string): string =>
  reason.because === "depends" ? `Depends on ${titleOf(reason.on)}` : REASONS[reason.because];

/** What becomes of a stage. What is new or failed has nothing to be compared with: it runs. */
export function fateOf(plan: StagePlan): StageFate["fate"] {
  if (plan.fate === "reused") return "reused";
  const { because } = plan.reason;
  return plan.fate === "seed" || because === "new" || because === "failed" ? "runs" : "may";
}

/** What the graph says of each stage. */
export const fatesOf = (plans: readonly StagePlan[], titleOf: (stageId: string) => string): Map<string, StageFate> =>
  new Map(
    plans.map((plan) => [
      plan.stageId,
      { fate: fateOf(plan), reason: plan.reason && reasonWords(plan.reason, titleOf) },
    ]),
  );

export type FateCounts = Record<StageFate["fate"], number>;

export function countFates(plans: readonly StagePlan[]): FateCounts {
  const counts: FateCounts = { runs: 0, may: 0, reused: 0 };
  for (const plan of plans) counts[fateOf(plan)] += 1;
  return counts;
}

/** `3 stages will run, 2 may, 8 are reused`. */
export function countWords({ runs, may, reused }: FateCounts): string {
  const kept = reused === 1 ? "1 is reused" : `${reused} are reused`;
  if (runs + may === 0)
    return `Nothing would run: ${reused === 1 ? "the stage is reused" : `all ${reused} stages are reused`}`;
  const parts = runs > 0 ? [`${stageWords(runs)} will run`, may > 0 && `${may} may`] : [`${stageWords(may)} may run`];
  return [...parts, reused > 0 && kept].filter(Boolean).join(", ");
}

const stageWords = (count: number) => (count === 1 ? "1 stage" : `${count} stages`);

/**
 * How long an update run takes when all runs that may, in milliseconds: along the longest path, by what each stage usually takes.
 * Takes the stages in an order in which they can run. Null when nothing runs, or when it is not known of a stage.
 */
export function usualLength(
  stages: readonly (StagePlan & { usualMs: number | null })[],
  dependencies: readonly Pick<Dependency, "from" | "to">[],
): number | null {
  const parents = Map.groupBy(dependencies, ({ to }) => to);
  const endsAt = new Map<string, number>();
  for (const { stageId, fate, usualMs } of stages) {
    if (fate === "reused") continue;
    if (usualMs === null) return null;
    const startsAt = Math.max(0, ...(parents.get(stageId) ?? []).map(({ from }) => endsAt.get(from) ?? 0));
    endsAt.set(stageId, startsAt + usualMs);
  }
  return endsAt.size > 0 ? Math.max(...endsAt.values()) : null;
}

const SECOND = 1_000;

export const lengthWords = (ms: number): string => (ms < SECOND ? "under 1 s" : `about ${durationWords(ms)}`);

const FIELDS = ["type", "stages", "version", "note", "input"] as const;

/** What was refused, and where in the form it belongs; `field` is null when it is about the whole. */
export interface UpdateRefusal {
  field: (typeof FIELDS)[number] | null;
  /** Where within the input: a dotted path; empty for all of it. */
  path: string;
  message: string;
}

/** Turns the API's blame ("input.tempo", "input.tempo: must be …") into a field of the form and a sentence. */
export function updateRefusal(blamed: string | null, message: string): UpdateRefusal {
  const [first, ...path] = blamed?.split(".") ?? [];
  const field = FIELDS.find((name) => name === first) ?? null;
  if (field === null) return { field, path: "", message };
  const sentence = message.startsWith(`${blamed}: `) ? message.slice(`${blamed}: `.length) : message;
  return { field, path: path.join("."), message: sentence.charAt(0).toUpperCase() + sentence.slice(1) };
}
