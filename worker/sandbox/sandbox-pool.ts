import { Worker } from "node:worker_threads";
import type { Modules } from "#core/code-modules.ts";
import type { AttemptStop } from "#core/outcome.ts";
import type { Failure } from "#core/run-event.ts";
import type { ImageSource } from "#server/engine/sandbox-images.ts";
import { sourceFile } from "#server/root.ts";
import { refused } from "#worker/sandbox/guest-failure.ts";
import { ownImageSource } from "#worker/sandbox/image-source.ts";
import type {
  HostAnswer,
  KeptTask,
  MadeArtifact,
  PoolMessage,
  RunMessage,
  SandboxLine,
  ThreadData,
  ThreadMessage,
} from "#worker/sandbox/messages.ts";
import { WarmPlaces } from "#worker/sandbox/warm-places.ts";
import { watch } from "#worker/sandbox/watchdog.ts";

export interface SandboxTask {
  /** JavaScript or TypeScript; its default export is called with the input. */
  source: string;
  /** What the source may import besides what comes with Heddle. */
  modules?: Modules;
  input: unknown;
  /** Its second argument. */
  context?: unknown;
  memoryMb: number;
  cpuMs: number;
  /** Between two waits; `cpuMs` unless it is given. */
  sliceCpuMs?: number | undefined;
  /** Ends the task within milliseconds, whatever it does. */
  signal: AbortSignal;
  /** Called when its turn has come. */
  onStart?(): void;
  onLog(line: SandboxLine): void;
}

export type SandboxEnd = { ok: true; output: unknown; artifacts: MadeArtifact[] } | { ok: false; failure: Failure };

/** A task that may be packed while it waits, and go on in another process. */
export interface LongTask extends SandboxTask {
  /** How long it may wait for a timer in the sandbox. */
  patienceMs: number;
  /** What `run` has answered when it was packed; null for one that begins. */
  kept: KeptTask | null;
  /** What its image is made from, when it is known to have begun in another than this pool's. */
  image?: ImageSource | null;
  /** What has come of its calls since. */
  answers: HostAnswer[];
  /** In the code it is at least so late, in milliseconds since 1970: it goes on because its first timer was due. */
  notBefore: number;
}

/** The task waits: for its calls to be answered, or for its first timer. */
export interface SandboxPause {
  kept: KeptTask;
}

/** Nothing was done: the task began in an image that this pool does not have. */
export interface ImageNeeded {
  needsImage: true;
}

export type LongEnd = SandboxEnd | SandboxPause | ImageNeeded;

export interface SandboxPool {
  /** What its sandboxes are made from. */
  readonly image: ImageSource;
  run(task: SandboxTask): Promise<SandboxEnd>;
  /** The same; a wait beyond the task's patience is answered with all that is needed to go on. */
  runLong(task: LongTask): Promise<LongEnd>;
  /** A task that waits goes on elsewhere, or not soon: no machine holds it any longer. */
  forget(kept: KeptTask): void;
  close(): void;
}

interface Entry {
  /** Given when its turn has come. */
  id: number;
  task: LongTask & { sliceCpuMs: number };
  settle(end: LongEnd): void;
}

interface PoolOptions {
  threads: number;
  /** What the sandboxes are made from: this version's own. */
  image?: ImageSource;
}

interface Thread {
  worker: Worker;
  poll: Int32Array;
  isReady: boolean;
  entry: Entry | null;
}

const failed = (failure: Failure): SandboxEnd => ({ ok: false, failure });

const STOPS: Record<AttemptStop, Failure> = {
  timeout: { code: "timeout", message: "The code took longer than the stage may take", retryable: true },
  canceled: { code: "canceled", message: "The run was canceled", retryable: false },
  lease_lost: { code: "lease_lost", message: "Another worker has taken the task over", retryable: true },
  stopping: { code: "stopping", message: "The worker is stopping", retryable: true },
};

/** A task that ends in the sandbox in which it begins. */
const AT_ONCE = { patienceMs: Number.POSITIVE_INFINITY, kept: null, answers: [], notBefore: 0 };
const NO_CALLS: Failure = { code: "no_calls", message: "A check makes no calls to the outside", retryable: false };

const stopped = ({ reason }: AbortSignal): SandboxEnd => failed(STOPS[reason as AttemptStop] ?? STOPS.timeout);

/** Runs code in `threads` threads at most, one task in each at a time; the others wait in line. */
export function createSandboxPool({ threads, image = ownImageSource() }: PoolOptions): SandboxPool {
  const all = new Set<Thread>();
  const queue: Entry[] = [];
  const warm = new WarmPlaces();
  let isClosed = false;
  let lastId = 0;

  function startThread(): Thread {
    const poll = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(sourceFile("worker", "sandbox", "sandbox-thread.ts"), {
      workerData: { poll, image } satisfies ThreadData,
      // No setting and no secret of this process is passed on.
      env: {},
      execArgv: ["--disable-warning=ExperimentalWarning"],
    });
    const thread: Thread = { worker, poll, isReady: false, entry: null };
    all.add(thread);
    worker.unref();
    worker.on("message", (message: ThreadMessage) => received(thread, message));
    worker.on("error", (error) =>
      replace(
        thread,
        failed({ code: "sandbox_broken", message: `The sandbox broke: ${error.message}`, retryable: true }),
      ),
    );
    worker.on("exit", () =>
      replace(thread, failed({ code: "sandbox_broken", message: "The sandbox ended unexpectedly", retryable: true })),
    );
    return thread;
  }

  function received(thread: Thread, message: ThreadMessage): void {
    if (message.kind === "ready") {
      thread.isReady = true;
      pump();
    } else if (message.kind === "log") for (const line of message.lines) thread.entry?.task.onLog(line);
    else if (message.kind === "failed" && message.isSpoiled) replace(thread, failed(message.failure));
    else {
      const { entry } = thread;
      thread.entry = null;
      thread.worker.unref();
      if (message.kind === "suspended" && message.isWarm && entry)
        warm.keep(message.kept, { worker: thread.worker, id: entry.id });
      entry?.settle(endOf(message));
      pump();
    }
  }

  /** Ends a thread at once, with the task in it, and starts another in its place. */
  function replace(thread: Thread, end: SandboxEnd): void {
    if (!all.delete(thread)) return;
    thread.worker.removeAllListeners();
    thread.worker.on("error", () => {});
    void thread.worker.terminate();
    warm.lose(thread.worker);
    const { entry } = thread;
    thread.entry = null;
    // A thread that cannot even start is not started again for nothing.
    if (!isClosed && thread.isReady) startThread();
    if (entry) entry.settle(end);
    else if (!thread.isReady) queue.shift()?.settle(end);
    pump();
  }

  function pump(): void {
    while (queue.length > 0 && !isClosed) {
      const idle = [...all].filter(({ isReady, entry }) => isReady && entry === null);
      const place = warm.of(queue[0]?.task.kept);
      const thread = idle.find(({ worker }) => worker === place?.worker) ?? idle[0];
      if (thread) {
        const entry = queue.shift();
        if (entry) begin(thread, entry);
      } else {
        const starting = [...all].filter(({ isReady }) => !isReady).length;
        if (all.size < threads && starting < queue.length) startThread().worker.ref();
        else return;
      }
    }
  }

  function begin(thread: Thread, entry: Entry): void {
    const { task } = entry;
    const { signal, answers, notBefore, kept } = task;
    const place = warm.take(kept, thread.worker);
    entry.id = place?.id ?? ++lastId;
    const message: PoolMessage = place
      ? { kind: "go_on", id: place.id, wake: { answers, notBefore } }
      : { kind: "run", id: entry.id, task: messageOf(task) };
    const abort = () => replace(thread, stopped(signal));
    const endWatch = watch(thread.poll, Math.min(task.cpuMs, task.sliceCpuMs), () =>
      replace(thread, failed(refused("cpu_limit", task))),
    );
    const { settle } = entry;
    thread.entry = {
      ...entry,
      settle(end) {
        endWatch();
        signal.removeEventListener("abort", abort);
        settle(end);
      },
    };
    signal.addEventListener("abort", abort, { once: true });
    entry.task.onStart?.();
    thread.worker.ref();
    thread.worker.postMessage(message);
  }

  const runLong = (task: LongTask): Promise<LongEnd> =>
    new Promise((settle) => {
      if (isClosed || task.signal.aborted) return settle(isClosed ? failed(STOPS.stopping) : stopped(task.signal));
      const leave = () => {
        const at = queue.indexOf(entry);
        if (at >= 0) queue.splice(at, 1);
        if (at >= 0) settle(stopped(task.signal));
      };
      const entry: Entry = {
        id: 0,
        task: { ...task, sliceCpuMs: task.sliceCpuMs ?? task.cpuMs },
        settle(end) {
          task.signal.removeEventListener("abort", leave);
          settle(end);
        },
      };
      task.signal.addEventListener("abort", leave, { once: true });
      queue.push(entry);
      pump();
    });

  return {
    image,
    async run(task) {
      const end = await runLong({ ...task, ...AT_ONCE });
      return "ok" in end ? end : failed(NO_CALLS);
    },
    runLong,
    forget: (kept) => warm.forget(kept),
    close() {
      isClosed = true;
      for (const thread of all) replace(thread, failed(STOPS.stopping));
      for (const entry of queue.splice(0)) entry.settle(failed(STOPS.stopping));
    },
  };
}

function messageOf(task: Entry["task"]): RunMessage {
  const { source, modules = {}, memoryMb, cpuMs, sliceCpuMs, patienceMs, kept, answers, notBefore } = task;
  return {
    source,
    modules,
    input: JSON.stringify(task.input ?? null),
    context: JSON.stringify(task.context ?? {}),
    memoryMb,
    cpuMs,
    sliceCpuMs,
    patienceMs,
    kept,
    image: task.image ?? null,
    answers,
    notBefore,
  };
}

function endOf(message: Exclude<ThreadMessage, { kind: "ready" | "log" }>): LongEnd {
  switch (message.kind) {
    case "returned":
      return { ok: true, output: JSON.parse(message.output) as unknown, artifacts: message.artifacts };
    case "suspended":
      return { kept: message.kept };
    case "image_needed":
      return { needsImage: true };
    case "failed":
      return failed(message.failure);
  }
}
