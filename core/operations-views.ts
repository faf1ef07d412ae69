import type { RunStatus } from "#core/statuses.ts";

/** How much waits and runs on this server, of all workspaces together. Counts end at a million. */
export interface QueueState {
  /** Tasks that any worker may claim now. */
  ready: number;
  /** Tasks that wait for their time: delayed starts and retries. */
  delayed: number;
  /** Tasks that wait for the slot of a rule. */
  heldBack: number;
  paused: number;
  /** Tasks with a lease. */
  running: number;
  /** Of those, tasks whose lease has run out; the next rescue takes them. */
  overdue: number;
  /** For how long the task has been ready that has waited longest; null when none is. */
  oldestReadyMs: number | null;
  /** Follow-ups that were not started yet. */
  followUps: number;
}

export type UnfinishedRuns = Record<Extract<RunStatus, "queued" | "running" | "awaiting_review" | "paused">, number>;

export interface DeliveriesState {
  pending: number;
  exhausted: number;
  /** For how long the oldest pending one has waited; null when there is none. */
  oldestMs: number | null;
}

/** What the server that answers is. */
export interface ServerView {
  version: string;
  node: string;
  postgres: string;
  /** The newest migration that the database has. */
  migration: string | null;
  /** Connections to the database that are open, and how many Postgres allows. */
  connections: number;
  maxConnections: number;
  leaseMs: number;
}

/** A worker process, as the database knows it. */
export interface WorkerView {
  id: string;
  host: string;
  slots: number;
  /** Of the work that it takes, in the order in which it does. */
  tags: string[];
  /** How many tasks it holds a lease for. */
  leases: number;
  startedAt: string;
  seenAt: string;
  /** Whether it was seen within the time of a lease. */
  isAlive: boolean;
}

/** A tag whose tasks are ready, and no worker that is alive takes them. */
export interface UntakenTag {
  tag: string;
  ready: number;
}

/** How long the tasks of a stage took lately, from the start of the first attempt to their end. */
export interface StageLength {
  workflow: string;
  stage: string;
  kind: string;
  tasks: number;
  p50Ms: number;
  p95Ms: number;
}

/** What an operator looks at: of the server, and of the workspace. */
export interface OperationsView {
  server: ServerView;
  queue: QueueState;
  runs: UnfinishedRuns;
  workers: WorkerView[];
  untaken: UntakenTag[];
  databaseBytes: number;
  /** As last measured, a minute ago or so. */
  artifactBytes: number;
  /** How much both may take together before no new run is started; null without a cap. */
  maxBytes: number | null;
  /** Of the workspace. */
  deliveries: DeliveriesState;
  /** Of the workspace, the slowest first. */
  slowStages: StageLength[];
}
