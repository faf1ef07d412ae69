/** An output that is found again. */
export interface CacheEntryView {
  id: number;
  workflowName: string;
  workflowTitle: string;
  stageId: string;
  inputDigest: string;
  /** The run at the root, when only it and its updates find the output; null when any run does. */
  rootRunId: number | null;
  /** The run and task that made it. */
  runId: number;
  taskId: number;
  size: number;
  createdAt: string;
  /** From then on it is not found any more; null for ever. */
  expiresAt: string | null;
  isExpired: boolean;
  hitCount: number;
  lastHitAt: string | null;
}

/** What is kept of one stage. */
export interface CacheStageStats {
  workflowName: string;
  workflowTitle: string;
  stageId: string;
  entries: number;
  bytes: number;
  /** How often outputs that are kept now were found again. */
  hits: number;
  /** How often any output was looked for in the last seven days, and how often it was found. */
  looks: number;
  found: number;
}
