import type { Definition } from "#core/definition.ts";
import { topologicalOrder } from "#core/graph.ts";
import type { ReviewSummary } from "#core/review-views.ts";
import { meaningsOf } from "#core/stage-meaning.ts";
import type { SkipReason, TaskStatus } from "#core/statuses.ts";

const LONGER_TIMES = 2;
const LONGER_MS = 100;

/** What can differ of a stage, what says most about why first. */
export const DIFFERENCES = [
  "only_in_first",
  "only_in_second",
  "code",
  "input",
  "decision",
  "status",
  "output",
  "cache",
  "time",
] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** What sets a run on another way, or follows from that; the rest is how it went. */
const TELLING: ReadonlySet<Difference> = new Set([
  "only_in_first",
  "only_in_second",
  "code",
  "decision",
  "status",
  "output",
]);

/** What of a stage's latest task is compared. Keys are hashes, or canonical JSON: equal keys are equal values. */
export interface StageFacts {
  status: TaskStatus;
  skipReason: SkipReason | null;
  /** The input hash (decision 021), which sees the definition as well; null where it is not known. */
  inputDigest: string | null;
  /** Of the resolved input alone; null where it is not known. */
  inputKey: string | null;
  outputKey: string | null;
  /** How long its work took; null when it did none, or when that was up to people. */
  durationMs: number | null;
  decision: ReviewSummary["decision"];
}

export interface RunSide {
  definition: Definition;
  stages: ReadonlyMap<string, StageFacts>;
}

export interface StageDifferences {
  stageId: string;
  /** In the order of `DIFFERENCES`; empty when nothing differs. */
  differs: Difference[];
}

export interface RunDifferences {
  /** In an order in which the second run's stages can run; those that only the first has follow. */
  stages: StageDifferences[];
  /** Where the runs part: all that it depends on agrees in both. */
  firstDiffering: string | null;
}

/** Whether the output was known, and not made. */
const wasKnown = ({ skipReason }: StageFacts) => skipReason === "cached" || skipReason === "reused";

/** How a stage ended for what comes after it: a known output counts as one that was made. */
const endOf = (facts: StageFacts) =>
  wasKnown(facts) ? "completed" : `${facts.status} ${facts.skipReason ?? ""}`.trim();

const isKnownToDiffer = (a: string | null, b: string | null) => a !== null && b !== null && a !== b;

function tookMuchLonger(a: number | null, b: number | null): boolean {
  if (a === null || b === null) return false;
  const [short, long] = a < b ? [a, b] : [b, a];
  return long > LONGER_TIMES * short && long - short >= LONGER_MS;
}

/**
 * What differs between two runs of one workflow, stage by stage. Of a fan-out it has to be told how many subtasks differ,
 * which then is what its output differs in.
 */
export function compareRuns(
  first: RunSide,
  second: RunSide,
  differingSubtasks: ReadonlyMap<string, number> = new Map(),
): RunDifferences {
  const before = meaningsOf(first.definition);
  const after = meaningsOf(second.definition);
  const order = new Set(
    [second.definition, first.definition].flatMap(({ stages, dependencies }) =>
      topologicalOrder(
        stages.map(({ id }) => id),
        dependencies,
      ),
    ),
  );

  const differencesOf = (stageId: string): Difference[] => {
    const a = first.stages.get(stageId);
    const b = second.stages.get(stageId);
    if (!a) return ["only_in_second"];
    if (!b) return ["only_in_first"];
    const meansTheSame = before.get(stageId) === after.get(stageId);
    const endsAlike = endOf(a) === endOf(b);
    const holds: Record<Difference, boolean> = {
      only_in_first: false,
      only_in_second: false,
      code: !meansTheSame,
      input: isKnownToDiffer(a.inputKey, b.inputKey) || (meansTheSame && isKnownToDiffer(a.inputDigest, b.inputDigest)),
      decision: a.decision !== b.decision,
      status: !endsAlike,
      output: endsAlike && (a.outputKey !== b.outputKey || (differingSubtasks.get(stageId) ?? 0) > 0),
      cache: endsAlike && wasKnown(a) !== wasKnown(b),
      time: tookMuchLonger(a.durationMs, b.durationMs),
    };
    return DIFFERENCES.filter((difference) => holds[difference]);
  };

  const stages = [...order].map((stageId) => ({ stageId, differs: differencesOf(stageId) }));
  // The order takes parents first, so those of the first stage that tells something have nothing to tell.
  const parting = stages.find(({ differs }) => differs.some((difference) => TELLING.has(difference)));
  return { stages, firstDiffering: parting?.stageId ?? null };
}
