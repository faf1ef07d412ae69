import type { Failure } from "#core/run-event.ts";

/** How many subtasks a stage may have. */
export const MAX_SUBTASKS = 100_000;

/**
 * Why an attempt may not fan out into so many subtasks; null when it may. A subtask makes no subtasks of its own: a
 * fan-out has one level (DESIGN 4), so what is nested is made a list by a stage before, or a run of its own.
 */
export function fanOutRefusal(stageId: string, count: number, isSubtask: boolean): Failure | null {
  if (isSubtask)
    return {
      code: "nested_fan_out",
      message: `A subtask of stage ${stageId} asked for subtasks of its own; a fan-out has one level only`,
      retryable: false,
    };
  if (count > MAX_SUBTASKS)
    return {
      code: "too_many_subtasks",
      message: `Stage ${stageId} asked for ${count} subtasks; a stage has ${MAX_SUBTASKS} at most`,
      retryable: false,
    };
  return null;
}
