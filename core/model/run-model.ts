import type { Definition, Dependency, Stage } from "#core/definition.ts";
import type { RunStatus, SkipReason, TaskStatus } from "#core/statuses.ts";

/** How one attempt ends, as far as the fate of a run depends on it. */
export type ModelOutcome =
  | { kind: "completed" }
  | { kind: "failed"; retryable: boolean }
  | { kind: "skipped" }
  /** A `forEach` that found so many items. */
  | { kind: "fan_out"; count: number }
  | { kind: "awaiting_review" };

/** Everything that the definition leaves open. `subtask` is null for the stage itself. */
export interface Oracle {
  attempt(stageId: string, subtask: number | null, attempt: number): ModelOutcome;
  decision(stageId: string, subtask: number | null): "approved" | "rejected";
  /** Whether `when` of the dependency between two stages holds. */
  holds(from: string, to: string): boolean;
}

export interface ModelTask {
  stageId: string;
  subtask: number | null;
  status: TaskStatus;
  skipReason: SkipReason | null;
  attempts: number;
}

export interface ModelRun {
  status: RunStatus;
  tasks: ModelTask[];
}

type End = Pick<ModelTask, "status" | "skipReason" | "attempts">;

const ended = (status: TaskStatus, attempts: number, skipReason: SkipReason | null = null): End => ({
  status,
  attempts,
  skipReason,
});

/**
 * The reference model: how a run must end, told from DESIGN 4 alone, without clock, queue or order of work.
 * Takes a definition without cycles and an oracle; returns the final status of the run and of every task.
 */
export function modelRun(definition: Definition, oracle: Oracle): ModelRun {
  const tasks = new Map<string, ModelTask>();
  const subtasks: ModelTask[] = [];
  const stages = new Map(definition.stages.map((stage) => [stage.id, stage]));

  /** Tries until an attempt is final. */
  function attempted(stage: Stage, subtask: number | null): End {
    const budget = stage.retry?.maxAttempts ?? 1;
    for (let attempt = 1; ; attempt++) {
      const outcome = oracle.attempt(stage.id, subtask, attempt);
      switch (outcome.kind) {
        case "completed":
          return ended("completed", attempt);
        case "skipped":
          return ended("skipped", attempt, "outcome");
        case "awaiting_review": {
          const approved = oracle.decision(stage.id, subtask) === "approved" || stage.config.onReject === "continue";
          return ended(approved ? "completed" : "failed", attempt);
        }
        case "fan_out": {
          const ends = Array.from({ length: outcome.count }, (_, index) => ({
            stageId: stage.id,
            subtask: index,
            ...attempted(stage, index),
          }));
          subtasks.push(...ends);
          const fails = stage.forEach?.onFailure !== "continue" && ends.some(({ status }) => status === "failed");
          return ended(fails ? "failed" : "completed", attempt);
        }
        case "failed":
          if (!outcome.retryable || attempt === budget) return ended("failed", attempt);
      }
    }
  }

  /** The table of DESIGN 4: one dependency, by how its parent ended. */
  function reach({ from, requiresSuccess }: Dependency): "taken" | "not taken" | "broken" {
    const parent = taskOf(from);
    if (parent.status === "failed") return requiresSuccess ? "broken" : "taken";
    if (parent.skipReason === "not_taken") return "not taken";
    return "taken";
  }

  function endOf(stage: Stage): End {
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
    const task = { stageId, subtask: null, ...endOf(stage) };
    tasks.set(stageId, task);
    return task;
  }

  const ends = definition.stages.map((stage) => ({ stage, task: taskOf(stage.id) }));
  const failed = ends.some(({ stage, task }) => task.status === "failed" && !stage.allowFailure);
  return { status: failed ? "failed" : "completed", tasks: [...ends.map(({ task }) => task), ...subtasks] };
}
