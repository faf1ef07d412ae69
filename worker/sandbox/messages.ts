import type { Modules } from "#core/code-modules.ts";
import type { Failure, LogLine } from "#core/run-event.ts";
import type { ImageSource } from "#server/engine/sandbox-images.ts";
import type { Timer } from "#worker/sandbox/guest-timers.ts";
import type { PackedTask } from "#worker/sandbox/machine.ts";

/** What the pool asks of a sandbox thread; `id` is the task's own in that pool. */
export type PoolMessage =
  | { kind: "run"; id: number; task: RunMessage }
  /** The task is still in the machine in which it was packed. */
  | { kind: "go_on"; id: number; wake: Wake }
  /** The same, but nobody will go on with it here. */
  | { kind: "forget"; id: number };

export interface CodeLimits {
  memoryMb: number;
  /** In all. */
  cpuMs: number;
  /** Between two waits. */
  sliceCpuMs: number;
}

export interface RunMessage extends CodeLimits, Wake {
  source: string;
  /** What the source may import besides what comes with Heddle. */
  modules: Modules;
  /** The input as JSON text. */
  input: string;
  /** The second argument as JSON text. */
  context: string;
  /** How long it may wait for a timer here: when the next one is later, it is packed. */
  patienceMs: number;
  /** A task that goes on; null for one that begins. */
  kept: KeptTask | null;
  /** What the image is made from in which it began, when that is another; null when it is not known to be. */
  image: ImageSource | null;
}

/** What a task goes on with. */
export interface Wake {
  /** What has come of its calls. */
  answers: HostAnswer[];
  /** In the guest it is at least so late, in milliseconds since 1970: its first timer was due. */
  notBefore: number;
}

/** A call to the outside that code waits for. */
export interface HostCall {
  /** Of this task; the same in whatever machine the task goes on. */
  id: number;
  service: string;
  method: string;
  /** JSON text. */
  args: string;
}

/** What has come of a call: JSON text of `{ ok: true, value }` or `{ ok: false, error: { name, code, message } }`. */
export type HostAnswer = [id: number, answer: string];

/** All there is of a task while it waits. */
export interface KeptTask extends PackedTask {
  timers: Timer[];
  /** When the first of them is due, in milliseconds since 1970; null when none is set. */
  wakeAt: number | null;
  calls: HostCall[];
  /** The processor time that it has used itself. */
  usedCpuMs: number;
  /** How long the arguments and answers of its calls have been, together. */
  journalUnits: number;
  /** How often it has been packed. */
  waits: number;
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
  /** `isWarm` when it may go on in the machine in which it was packed, until it is forgotten. */
  | { kind: "suspended"; kept: KeptTask; isWarm: boolean }
  /** It began in another image: whoever has that sends it along. */
  | { kind: "image_needed" }
  /** `isSpoiled` when the thread must not be used again. */
  | { kind: "failed"; failure: Failure; isSpoiled?: boolean };

/** Given to each thread. */
export interface ThreadData {
  poll: Int32Array;
  image: ImageSource;
}

/** Shared with each thread: where the task is now, and how often it has been asked whether it may go on. */
export const PLACE = 0;
export const POLLS = 1;

export const OUTSIDE = 0;
export const IN_GUEST = 1;
/** It was told to end: the engine lets a promise that is being made swallow that, so it may be in the guest for long yet. */
export const TOLD_TO_END = 2;
