import type { DeliveryTrigger } from "#core/action.ts";
import type { RunStatus, TaskStatus } from "#core/statuses.ts";
import type { Queryable } from "#server/db.ts";
import { outputsOf } from "#server/engine/contexts.ts";
import type { ClaimedDelivery } from "#server/engine/deliveries.ts";
import type { Payloads, StageInScope } from "#worker/scope.ts";

/** The status that the cause of a delivery had at its moment. */
const STATUS_AT = {
  start: "running",
  success: "completed",
  failure: "failed",
  cancel: "canceled",
  complete: "completed",
} as const satisfies Record<DeliveryTrigger, TaskStatus & RunStatus>;

/** A delivery that an action has caused. */
export type ActionDelivery = ClaimedDelivery & { trigger: DeliveryTrigger };

type Sources = { db: Queryable; payloads: Payloads };

async function taskInScope(delivery: ActionDelivery, stages: Record<string, StageInScope>, { payloads }: Sources) {
  const { task, trigger, about } = delivery;
  if (!task) return null;
  const hasEnded = trigger !== "start";
  const output = () =>
    task.hasSubtasks ? (stages[task.stageId]?.output ?? null) : payloads.read(task.output, task.outputHash);
  return {
    id: task.id,
    stage: task.stageId,
    status: STATUS_AT[trigger],
    attempt: about?.attempt ?? task.attempt,
    error: hasEnded ? task.error : null,
    output: hasEnded ? await output() : null,
  };
}

/** What the expressions of an action see: the moment that caused it, whenever it is sent. */
export async function scopeOf(delivery: ActionDelivery, workflow: string, reads: readonly string[], sources: Sources) {
  const { batch, run, task, trigger, about } = delivery;
  if (batch) {
    const { id, title, counts, metadata } = batch;
    return { batch: { id, title, counts, metadata } };
  }
  if (!run) return {};
  const wanted = task?.hasSubtasks && trigger !== "start" ? [...new Set([...reads, task.stageId])] : reads;
  const stages: Record<string, StageInScope> = {};
  const outputs = wanted.length > 0 ? await outputsOf(sources.db, run.id, wanted) : {};
  for (const [stageId, output] of Object.entries(outputs))
    stages[stageId] = await sources.payloads.outputOf(stageId, output);
  return {
    input: await sources.payloads.read(run.input, run.inputHash),
    item: { id: run.itemId },
    run: { id: run.id, workflow, status: about?.runStatus ?? run.status },
    stages,
    task: await taskInScope(delivery, stages, sources),
    metadata: run.metadata,
    ...(task && task.subtask !== null && { subtask: { item: task.item, index: task.subtask } }),
  };
}

/** What is sent when an action says nothing about its body: what happened, without payloads. */
export function summaryOf(trigger: DeliveryTrigger, scope: Awaited<ReturnType<typeof scopeOf>>): unknown {
  if ("batch" in scope) return { trigger, batch: scope.batch };
  if (!("run" in scope)) return { trigger };
  const { run, item, metadata, task } = scope;
  if (!task) return { trigger, run, item, metadata };
  const { output: _, ...summary } = task;
  return { trigger, run, item, metadata, task: summary };
}
