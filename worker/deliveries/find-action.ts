import { Action, BatchAction, CancelAction } from "#core/action.ts";
import type { Definition } from "#core/definition.ts";
import { expressionsIn } from "#core/expression.ts";
import { referencesOf } from "#core/expression-syntax.ts";
import { upstreamOf } from "#core/graph.ts";
import type { ClaimedDelivery } from "#server/engine/deliveries.ts";

/** What is to be called, and what its expressions read. */
export interface FoundAction {
  call: BatchAction;
  /** The stages whose outputs are read. */
  stages: string[];
  /** False for what an outside system has registered: that is data. */
  isEvaluated: boolean;
}

/** The stages that an action reads, out of those that it may read. */
function stagesRead(action: unknown, stageId: string | undefined, definition: Definition): string[] {
  const all = () =>
    stageId === undefined
      ? definition.stages.map(({ id }) => id)
      : [stageId, ...upstreamOf([stageId], definition.dependencies)];
  const read = expressionsIn(action).map(({ source }) => referencesOf(source).stages);
  return read.includes("all") ? all() : [...new Set(read.flat())];
}

/** The action that a delivery is for; null when it, or its cause, is there no more. */
export function findAction(delivery: ClaimedDelivery, definition: Definition | null): FoundAction | null {
  const { action, batch, registered, run, task } = delivery;
  if (action === null) {
    const parsed = CancelAction.safeParse(registered);
    return parsed.success ? { call: parsed.data, stages: [], isEvaluated: false } : null;
  }
  if (batch) {
    const parsed = BatchAction.safeParse(Array.isArray(batch.onComplete) ? batch.onComplete[action] : undefined);
    return parsed.success ? { call: parsed.data, stages: [], isEvaluated: true } : null;
  }
  if (!run || !definition) return null;
  const declared = task ? definition.stages.find(({ id }) => id === task.stageId)?.actions : definition.actions;
  const parsed = Action.safeParse(declared?.[action]);
  if (!parsed.success) return null;
  const { on: _, eachSubtask: __, ...call } = parsed.data;
  return { call, stages: stagesRead(call, task?.stageId, definition), isEvaluated: true };
}
