import { shapeOf } from "#components/run/definition-shape.ts";
import { countsAsFailed, freshStage, type LiveStage } from "#components/run/live-stage.ts";
import { countSubtask, doneOverInPart, endSubtasks, fannedOut } from "#components/run/subtask-counts.ts";
import { isOfTask, type RoundStage, type RunEvent, type TaskEvent } from "#core/run-event.ts";
import { isFinished, isSettled } from "#core/statuses.ts";
import type { RunView } from "#core/views.ts";

/** A run as the events up to `lastSeq` tell it. */
export interface LiveRun extends Omit<RunView, "stages"> {
  stages: LiveStage[];
  /** An event is missing: read the run again and go on from there. Nothing more is folded until then. */
  needsResync: boolean;
}

/** The view that a snapshot starts from. */
export function initialView(run: RunView): LiveRun {
  return { ...run, stages: run.stages.map((stage) => ({ ...stage, retry: null })), needsResync: false };
}

export const applyEvent = (view: LiveRun, event: RunEvent): LiveRun => foldEvents(view, [event]);

/** Folds events in order. Events that the view holds already are passed over; stages that no event touches keep their identity. */
export function foldEvents(view: LiveRun, events: readonly RunEvent[]): LiveRun {
  const fold = new Fold(view);
  for (const event of events) fold.add(event);
  return fold.result();
}

/** Takes a newer snapshot; an older one only brings what events do not carry. */
export function adoptSnapshot(view: LiveRun, snapshot: RunView): LiveRun {
  if (snapshot.lastSeq < view.lastSeq && !view.needsResync) return { ...view, artifacts: snapshot.artifacts };
  if (snapshot.lastSeq > view.lastSeq || view.needsResync) return initialView(snapshot);
  return { ...view, ...snapshot, stages: view.stages };
}

/** The run before its first event. */
export function rewind(run: RunView): LiveRun {
  const hasParents = new Set(run.definition.dependencies.map((dependency) => dependency.to));
  return {
    ...run,
    status: "queued",
    finishedAt: null,
    settledCount: 0,
    failedCount: 0,
    epoch: 0,
    lastSeq: 0,
    needsResync: false,
    stages: run.stages.map((stage) => freshStage(stage, 1, hasParents.has(stage.stageId) ? "waiting" : "pending")),
  };
}

/** Time travel: the run as it was after event `seq`. `events` start at 1. */
export const viewAt = (run: RunView, events: readonly RunEvent[], seq: number): LiveRun =>
  foldEvents(rewind(run), events.slice(0, seq));

/** A view of the past for the screen: what ran at that moment has lasted until then, not until now. */
export function frozenAt(view: LiveRun, at: string | undefined): LiveRun {
  if (at === undefined) return view;
  const stages = view.stages.map((stage) =>
    stage.startedAt && !stage.finishedAt ? { ...stage, finishedAt: at } : stage,
  );
  return { ...view, stages };
}

class Fold {
  private readonly before: LiveRun;
  private view: LiveRun;
  private stages: LiveStage[] | null = null;
  private readonly owned = new Set<string>();
  private places: Map<string, number> | null = null;

  constructor(view: LiveRun) {
    this.before = view;
    this.view = view;
  }

  add(event: RunEvent): void {
    if (this.view.needsResync || event.seq <= this.view.lastSeq) return;
    if (this.view === this.before) this.view = { ...this.before };
    if (event.seq > this.view.lastSeq + 1) {
      this.view.needsResync = true;
      return;
    }
    this.view.lastSeq = event.seq;
    if (isOfTask(event)) this.changeTask(event);
    else if (event.type === "run.status") this.changeRun(event);
    else if (event.type === "run.round") this.openRound(event);
  }

  result(): LiveRun {
    if (this.stages) this.view.stages = this.stages;
    return this.view;
  }

  private changeRun(event: Extract<RunEvent, { type: "run.status" }>): void {
    this.view.status = event.data.status;
    this.view.finishedAt = isFinished(event.data.status) ? event.at : null;
    if (event.data.status === "canceled") this.view.failedCount = this.count(({ status }) => status === "failed");
  }

  /** Stages that are done over start anew, and the run counts what it has now. */
  private openRound({ at, data }: Extract<RunEvent, { type: "run.round" }>): void {
    this.view.epoch = data.epoch;
    for (const next of data.stages) if (this.stageBefore(next.stageId)) this.startOver(next, at);
    this.view.settledCount = this.stagesNow().filter(({ status }) => isSettled(status)).length;
    this.view.failedCount = this.count(countsAsFailed);
  }

  private startOver({ stageId, taskId, round, status, subtasks }: RoundStage, at: string): void {
    const stage = this.own(stageId);
    const { round: number, status: end, startedAt, finishedAt } = stage;
    const earlier = [...stage.earlier, { round: number, status: end, startedAt, finishedAt }];
    Object.assign(stage, freshStage({ ...stage, taskId }, round, "waiting"), { status, earlier });
    if (subtasks) Object.assign(stage, { subtasks: doneOverInPart(subtasks), startedAt: at });
  }

  /** How many stages count against the run. */
  private count(isBad: (stage: LiveStage) => boolean): number {
    const { allowsFailure } = shapeOf(this.view.definition);
    return this.stagesNow().filter((stage) => isBad(stage) && !allowsFailure.has(stage.stageId)).length;
  }

  private changeTask(event: TaskEvent): void {
    if (event.type === "task.log") return;
    const known = this.stageBefore(event.stageId);
    if (!known || event.round < known.round) return;
    const stage = this.own(event.stageId);
    if (event.round > stage.round) Object.assign(stage, freshStage(stage, event.round, "pending"));
    if (event.subtask !== null) {
      if (stage.subtasks) countSubtask(stage.subtasks, event, this.concurrencyOf(event.stageId) !== undefined);
      return;
    }
    stage.taskId = event.taskId;
    this.changeStage(stage, event);
  }

  private changeStage(stage: LiveStage, event: TaskEvent): void {
    switch (event.type) {
      case "task.paused":
        stage.status = "paused";
        return;
      case "task.resumed":
        stage.status = event.data.status;
        return;
      case "task.running":
        stage.status = "running";
        stage.attempt = event.data.attempt;
        stage.startedAt ??= event.at;
        stage.retry = null;
        return;
      case "task.fanned_out":
        stage.subtasks = fannedOut(event.data.total, this.concurrencyOf(event.stageId));
        return;
      case "task.retrying":
        stage.status = "pending";
        stage.progress = null;
        stage.suspension = null;
        stage.retry = { error: event.data.error, availableAt: event.data.availableAt };
        return;
      case "task.returned":
        stage.status = "pending";
        stage.attempt = Math.max(0, stage.attempt - 1);
        return;
      case "task.suspended":
        stage.status = "suspended";
        stage.suspension = {
          for: event.data.for,
          until: event.data.until ?? null,
          ...(event.data.runId !== undefined && { runId: event.data.runId }),
        };
        return;
      case "task.woken":
        stage.status = "pending";
        stage.attempt = Math.max(0, stage.attempt - 1);
        stage.suspension = null;
        return;
      case "task.progress":
        stage.progress = event.data;
        return;
      case "task.awaiting_review":
        stage.status = "awaiting_review";
        stage.reviewId = event.data.reviewId;
        return;
      case "review.opened":
        stage.reviewId = event.data.reviewId;
        stage.asks = [...stage.asks, event.data.reviewId];
        return;
      case "review.decided":
      case "review.closed":
        stage.asks = stage.asks.filter((id) => id !== event.data.reviewId);
        return;
      case "task.settled":
        this.settle(stage, event);
        return;
      case "task.checked":
      case "task.log":
        return;
    }
  }

  private settle(stage: LiveStage, event: Extract<RunEvent, { type: "task.settled" }>): void {
    stage.status = event.data.status;
    stage.finishedAt = event.at;
    stage.error = event.data.error ?? null;
    stage.skipReason = event.data.skipReason ?? null;
    stage.retry = null;
    stage.suspension = null;
    stage.asks = [];
    if (stage.subtasks) endSubtasks(stage.subtasks);
    this.view.settledCount += 1;
    const shape = shapeOf(this.view.definition);
    if (countsAsFailed(stage) && !shape.allowsFailure.has(stage.stageId)) this.view.failedCount += 1;
    for (const child of shape.children.get(stage.stageId) ?? []) this.unlock(child);
  }

  // No event says that a stage became ready: it did when the last stage before it settled. One that is skipped or fails says so itself.
  private unlock(stageId: string): void {
    const parents = shapeOf(this.view.definition).parents.get(stageId) ?? [];
    if (this.stageBefore(stageId)?.status !== "waiting") return;
    if (parents.every((parent) => isSettled(this.stageBefore(parent)?.status ?? "waiting")))
      this.own(stageId).status = "pending";
  }

  private concurrencyOf(stageId: string): number | undefined {
    return shapeOf(this.view.definition).concurrency.get(stageId);
  }

  private place(stageId: string): number {
    this.places ??= new Map(this.before.stages.map((stage, index) => [stage.stageId, index]));
    return this.places.get(stageId) ?? -1;
  }

  private stageBefore(stageId: string): LiveStage | undefined {
    return this.stagesNow()[this.place(stageId)];
  }

  private stagesNow(): LiveStage[] {
    return this.stages ?? this.before.stages;
  }

  private own(stageId: string): LiveStage {
    this.stages ??= [...this.before.stages];
    const index = this.place(stageId);
    const stage = this.stages[index] as LiveStage;
    if (this.owned.has(stageId)) return stage;
    const copy = { ...stage, subtasks: stage.subtasks && { ...stage.subtasks } };
    this.owned.add(stageId);
    this.stages[index] = copy;
    return copy;
  }
}
