import type { Failure, LogLine } from "#core/run-event.ts";

/** Messages between the pool and a sandbox thread. */
export interface RunMessage {
  source: string;
  /** The input as JSON text. */
  input: string;
  /** The second argument as JSON text. */
  context: string;
  memoryMb: number;
  cpuMs: number;
}

export interface MadeArtifact {
  name: string;
  mediaType: string;
  content: string | Uint8Array;
}

export type SandboxLine = Pick<LogLine, "level" | "text">;

export type ThreadMessage =
  | { kind: "ready" }
  | { kind: "log"; lines: SandboxLine[] }
  /** `output` is JSON text. */
  | { kind: "returned"; output: string; artifacts: MadeArtifact[] }
  /** `isSpoiled` when the thread must not be used again. */
  | { kind: "failed"; failure: Failure; isSpoiled?: boolean };

/** Shared with each thread: whether the guest is running now, and how often it has been asked whether it may go on. */
export const IN_GUEST = 0;
export const POLLS = 1;
