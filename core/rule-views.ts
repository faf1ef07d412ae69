import type { PlainValue } from "#core/metadata.ts";
import type { RuleType } from "#core/rule.ts";

/** A rule of a workspace, and how its slots stand now. */
export interface RuleView {
  id: string;
  type: RuleType;
  kind: string | null;
  workflow: string | null;
  stage: string | null;
  fields: string[];
  max: number;
  createdBy: string;
  updatedAt: string;
  /** What is taken of all its slots together. */
  used: number;
  /** Tasks that hold one of them, and tasks that wait for one. */
  holding: number;
  waiting: number;
  /** Slots that are held or waited for. */
  slotCount: number;
}

/** A task that holds a slot or waits for it. */
export interface SlotTask {
  taskId: number;
  runId: number;
  stageId: string;
  subtask: number | null;
  workflow: string;
}

/** What tasks with equal values share of a rule. */
export interface SlotName {
  kind: string | null;
  workflow: string | null;
  stage: string | null;
  values: Record<string, PlainValue>;
  /** Fields that the tasks lack; while they do, nothing of them starts. */
  missing: string[];
}

export interface SlotView extends SlotName {
  key: string;
  type: RuleType;
  used: number;
  /** Null when it is not known any more: the rule is gone. */
  max: number | null;
  holding: number;
  waiting: number;
  /** The first of them. */
  holders: SlotTask[];
  waiters: SlotTask[];
}
