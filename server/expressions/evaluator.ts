import { processorMs } from "#server/expressions/processor-time.ts";
import {
  type Answer,
  DEADLINE_MS,
  type FromEvaluator,
  type Job,
  type ToEvaluator,
} from "#server/expressions/protocol.ts";
import { sourceFile } from "#server/root.ts";

/** Why an evaluator ended before it had answered everything. */
export type EvaluatorEnd = "deadline" | "died" | "not_started";

export interface Evaluator {
  /** Sends a batch; `answered` is called for each answer in order, `ended` once if the process ends before the last of them. */
  work(jobs: Job[], answered: (answer: Answer) => void, ended: (why: EvaluatorEnd) => void): void;
  stop(): void;
}

const HEAP_MB = 192;
const START_MS = 30_000;
/** From this part of its time on, an evaluator has been at work on it: one that got less was not given the processor. */
const AT_WORK = 0.5;
/** So often it is given its time again when the machine was busy with other things. */
const MOST_DELAYS = 10;
const NOTHING = {} as NodeJS.ProcessEnv;

/**
 * Starts one evaluating process. A process and not a thread, because a thread that outgrows its heap
 * in one allocation (`[1..9999999]`) takes the whole process with it.
 */
export function startEvaluator(): Evaluator {
  const { fork } = process.getBuiltinModule("node:child_process");
  const child = fork(sourceFile("server", "expressions", "evaluator-process.ts"), [], {
    // No setting and no secret of this process is passed on.
    env: NOTHING,
    execArgv: [`--max-old-space-size=${HEAP_MB}`, "--disable-warning=ExperimentalWarning"],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
  let isReady = false;
  let current: {
    jobs: Job[];
    left: number;
    answered: (answer: Answer) => void;
    ended: (why: EvaluatorEnd) => void;
  } | null = null;
  let silence: NodeJS.Timeout | undefined;

  function end(why: EvaluatorEnd): void {
    clearTimeout(silence);
    child.removeAllListeners();
    child.on("error", () => {});
    child.kill("SIGKILL");
    const batch = current;
    current = null;
    batch?.ended(why);
  }

  function expectWord(withinMs: number, delays = 0): void {
    clearTimeout(silence);
    const before = processorMs(child.pid);
    silence = setTimeout(() => {
      const now = processorMs(child.pid);
      const wasIdle = before !== null && now !== null && now - before < withinMs * AT_WORK;
      if (isReady && wasIdle && delays < MOST_DELAYS) expectWord(withinMs, delays + 1);
      else end(isReady ? "deadline" : "not_started");
    }, withinMs);
  }

  function keepAlive(isBusy: boolean): void {
    for (const handle of [child, child.channel]) isBusy ? handle?.ref() : handle?.unref();
  }

  function transmit(jobs: Job[]): void {
    expectWord(DEADLINE_MS);
    try {
      child.send({ jobs } satisfies ToEvaluator);
    } catch {
      end("died");
    }
  }

  child.on("message", (message: FromEvaluator) => {
    if ("ready" in message) {
      isReady = true;
      clearTimeout(silence);
      if (current) transmit(current.jobs);
      return;
    }
    if (!current) return;
    const { answered } = current;
    current.left -= message.answers.length;
    if (current.left === 0) {
      current = null;
      clearTimeout(silence);
      keepAlive(false);
    } else expectWord(DEADLINE_MS);
    for (const answer of message.answers) answered(answer);
  });
  child.on("exit", () => end(isReady ? "died" : "not_started"));
  child.on("error", () => end(isReady ? "died" : "not_started"));
  keepAlive(false);

  return {
    work(jobs, answered, ended) {
      current = { jobs, left: jobs.length, answered, ended };
      keepAlive(true);
      if (isReady) transmit(jobs);
      else expectWord(START_MS);
    },
    stop: () => end("died"),
  };
}
