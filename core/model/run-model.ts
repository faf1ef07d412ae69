import type { Definition, Dependency, Stage } from "#core/definition.ts";
import type { RunStatus, SkipReason, TaskStatus } from "#core/statuses.ts";

/** How one attempt ends, as far as the fate of a run depends on it. */
export type ModelOutcome =
  /** With what the stage's check says of it, if it has one. */
  | { kind: "completed"; verdict?: "accepted" | "rejected" | "uncertain" }
  | { kind: "failed"; retryable: boolean }
  | { kind: "skipped" }
  /** A `forEach` that found so many items. */
  | { kind: "fan_out"; count: number }
  | { kind: "awaiting_review" };

/** Everything that the definition leaves open. `subtask` is null for the stage itself. */
export interface Oracle {
  attempt(stageId: string, subtask: number | null, attempt: number, round: number): ModelOutcome;
  decision(stageId: string, subtask: number | null, round: number): "approved" | "rejected";
  /** Whether `when` of the dependency between two stages holds. */
  holds(from: string, to: string): boolean;
}

export interface ModelTask {
  stageId: string;
  subtask: number | null;
  round: number;
  status: TaskStatus;
  skipReason: SkipReason | null;
  attempts: number;
}

/** A run that has ended, with the latest round of each of its tasks. */
export interface ModelRun {
  status: RunStatus;
  tasks: ModelTask[];
}

/** What is settled before a run, or a round of it, begins. */
export interface ModelStart {
  /** Tasks of stages that are not done over. */
  kept: readonly ModelTask[];
  /** The round of those that are. */
  rounds: ReadonlyMap<string, number>;
  /** Stages that somebody skipped or canceled before anything of them had begun. */
  byHand: ReadonlyMap<string, "skipped" | "canceled">;
  /** Fan-outs that do over only some of their subtasks, with all of these. */
  partly: ReadonlyMap<string, readonly ModelPart[]>;
}

/** A subtask of a fan-out that is done over in part: how it comes along from the round before, or null when it is done over. */
export interface ModelPart {
  subtask: number;
  carried: End | null;
}

export const FROM_NOTHING: ModelStart = { kept: [], rounds: new Map(), byHand: new Map(), partly: new Map() };

export type End = Pick<ModelTask, "status" | "skipReason" | "attempts">;

export const ended = (status: TaskStatus, attempts: number, skipReason: SkipReason | null = null): End => ({
  status,
  attempts,
  skipReason,
});

/** A canceled task counts as failed for what depends on it. */
export const hasFailed = (status: TaskStatus): boolean => status === "failed" || status === "canceled";

/** Whether a person decides about an output, by its check's verdict (DESIGN 4, Quality gates). */
function asksPerson({ check }: Stage, verdict: string | undefined, isLast: boolean): boolean {
  if (!check) return false;
  if (verdict === "rejected") return isLast && (check.onExhausted === "review" || /Escalation/.test(check.review));
  return verdict === "uncertain" || check.review === "always";
}

/**
 * The reference model: how a run must end, told from DESIGN 4 alone, without clock, queue or order of work.
 * Takes a definition without cycles, an oracle, and what is settled beforehand; returns the final status of the run and
 * of every task.
 */
export function modelRun(definition: Definition, oracle: Oracle, start: ModelStart = FROM_NOTHING): ModelRun {
  const tasks = new Map(start.kept.filter(({ subtask }) => subtask === null).map((task) => [task.stageId, task]));
  const subtasks = start.kept.filter(({ subtask }) => subtask !== null);
  const roundOf = (stageId: string) => start.rounds.get(stageId) ?? 1;
  const stages = new Map(definition.stages.map((stage) => [stage.id, stage]));

  /** Tries until an attempt is final. */
  function attempted(stage: Stage, subtask: number | null): End {
    const budget = stage.retry?.maxAttempts ?? 1;
    for (let attempt = 1; ; attempt++) {
      const outcome = oracle.attempt(stage.id, subtask, attempt, roundOf(stage.id));
      switch (outcome.kind) {
        case "completed": {
          const verdict = stage.check ? outcome.verdict : "accepted";
          if (asksPerson(stage, verdict, attempt === budget)) {
            const decision = oracle.decision(stage.id, subtask, roundOf(stage.id));
            return ended(decision === "approved" ? "completed" : "failed", attempt);
          }
          if (verdict !== "rejected") return ended("completed", attempt);
          if (attempt === budget) return ended("failed", attempt);
          break;
        }
        case "skipped":
          return ended("skipped", attempt, "outcome");
        case "awaiting_review": {
          const decision = oracle.decision(stage.id, subtask, roundOf(stage.id));
          const approved = decision === "approved" || stage.config.onReject === "continue";
          return ended(approved ? "completed" : "failed", attempt);
        }
        case "fan_out":
          return fannedOut(
            stage,
            attempt,
            Array.from({ length: outcome.count }, (_, index) => attempted(stage, index)),
          );
        case "failed":
          if (!outcome.retryable || attempt === budget) return ended("failed", attempt);
      }
    }
  }

  function fannedOut(stage: Stage, attempts: number, ends: End[]): End {
    const round = roundOf(stage.id);
    subtasks.push(...ends.map((end, subtask) => ({ stageId: stage.id, subtask, round, ...end })));
    const fails = stage.forEach?.onFailure !== "continue" && ends.some(({ status }) => status === "failed");
    return ended(fails ? "failed" : "completed", attempts);
  }

  /** The table of DESIGN 4: one dependency, by how its parent ended. */
  function reach({ from, requiresSuccess }: Dependency): "taken" | "not taken" | "broken" {
    const parent = taskOf(from);
    if (hasFailed(parent.status)) return requiresSuccess ? "broken" : "taken";
    if (parent.skipReason === "not_taken") return "not taken";
    return "taken";
  }

  function endOf(stage: Stage): End {
    const byHand = start.byHand.get(stage.id);
    if (byHand) return ended(byHand, 0, byHand === "skipped" ? "by_hand" : null);
    const parts = start.partly.get(stage.id);
    if (parts)
      return fannedOut(
        stage,
        0,
        parts.map(({ subtask, carried }) => carried ?? attempted(stage, subtask)),
      );
    const incoming = definition.dependencies.filter(({ to }) => to === stage.id);
    const reached = incoming.map((dependency) => ({ dependency, reach: reach(dependency) }));
    if (reached.some((each) => each.reach === "broken")) return ended("failed", 0);
    const open = reached.filter((each) => each.reach === "taken");
    if (incoming.length > 0 && open.length === 0) return ended("skipped", 0, "not_taken");
    // `when` is asked by the first attempt, once all parents have ended.
    const led = open.some(({ dependency: { from, to, when } }) => !when || oracle.holds(from, to));
    if (incoming.length > 0 && !led) return ended("skipped", 1, "not_taken");
    return attempted(stage, null);
  }

  function taskOf(stageId: string): ModelTask {
    const known = tasks.get(stageId);
    if (known) return known;
    const stage = stages.get(stageId);
    if (!stage) throw new Error(`There is no stage ${stageId}`);
    const task = { stageId, subtask: null, round: roundOf(stageId), ...endOf(stage) };
    tasks.set(stageId, task);
    return task;
  }

  const ends = definition.stages.map((stage) => ({ stage, task: taskOf(stage.id) }));
  const failed = ends.some(({ stage, task }) => hasFailed(task.status) && !stage.allowFailure);
  return { status: failed ? "failed" : "completed", tasks: [...ends.map(({ task }) => task), ...subtasks] };
}
