import { EvalFlags, JSException, type JSValueHandle } from "quickjs-wasi";
import { z } from "zod";
import type { Failure } from "#core/run-event.ts";
import { findUnstorable } from "#core/storable.ts";
import { stripTypes } from "#server/code/strip-types.ts";
import { recent } from "#server/expressions/recent.ts";
import {
  type GuestEnd,
  guestFailure,
  MAX_OUTPUT_BYTES,
  problemFailure,
  refused,
  SOURCE_NAME,
} from "#worker/sandbox/guest-failure.ts";
import { type Machine, newSeed } from "#worker/sandbox/machine.ts";
import { IN_GUEST, type MadeArtifact, POLLS, type RunMessage, type SandboxLine } from "#worker/sandbox/messages.ts";

export type TaskEnd =
  | { kind: "returned"; output: string; artifacts: MadeArtifact[] }
  | { kind: "failed"; failure: Failure; isSpoiled?: boolean };

/** Room beyond the task's limit in which the harness can still say what happened. */
const SPARE_MB = 40;
const LOG_EVERY_MS = 50;
const FULL_NOTICE: SandboxLine = {
  level: "warn",
  text: "The log is full (1,000 lines or 256 KiB); further lines are left out",
};

const Drained = z.object({
  outbox: z.array(
    z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("timer"), id: z.number(), ms: z.number() }),
      z.object({ kind: z.literal("forget"), id: z.number() }),
    ]),
  ),
  artifacts: z.number(),
  end: z.unknown(),
});

const stripped = recent(200, stripTypes);

class Stopped extends Error {}

/** Runs one task on a machine that was just reset. `poll` is shared with the watchdog outside. */
export async function runTask(
  machine: Machine,
  task: RunMessage,
  poll: Int32Array,
  onLog: (lines: SandboxLine[]) => void,
): Promise<TaskEnd> {
  const { vm, harness } = machine;
  const source = stripped(task.source);
  if ("problem" in source) {
    const { problem, isSpoiled } = source;
    return { kind: "failed", failure: problemFailure(problem), isSpoiled };
  }

  const log = logReader(machine, onLog);
  let isOverCpu = false;
  const startedAt = process.threadCpuUsage();
  machine.mayNotGoOn = () => {
    poll[POLLS] = (poll[POLLS] ?? 0) + 1;
    log.whileRunning();
    const { user, system } = process.threadCpuUsage(startedAt);
    isOverCpu = (user + system) / 1_000 > task.cpuMs;
    return isOverCpu;
  };

  const inGuest = <Value>(work: () => Value): Value => {
    poll[IN_GUEST] = 1;
    try {
      return work();
    } finally {
      poll[IN_GUEST] = 0;
    }
  };
  const call = (guest: JSValueHandle, ...values: JSValueHandle[]) =>
    inGuest(() => vm.callFunction(guest, vm.undefined, ...values));
  const text = (value: string): JSValueHandle => {
    const handle = vm.newString(value);
    if (vm._getExports().qjs_is_exception(handle.ptr) !== 0) throw new Stopped();
    return handle;
  };
  const broken = (): TaskEnd => ({
    kind: "failed",
    failure: isOverCpu ? refused("cpu_limit", task) : refused("out_of_memory", task),
  });

  const timers = new Map<number, NodeJS.Timeout>();
  let due: number[] = [];
  let wake = () => {};

  function settle(drained: z.infer<typeof Drained>): TaskEnd | null {
    const end = drained.end as GuestEnd | null;
    if (end === null) return null;
    if (!end.ok) return { kind: "failed", failure: guestFailure(end, task, machine.memoryBytes) };
    const problem = findUnstorable(end.output, "output");
    if (problem)
      return {
        kind: "failed",
        failure: {
          code: "output_not_storable",
          message: problem.message,
          retryable: false,
          details: { path: problem.path },
        },
      };
    const output = JSON.stringify(end.output);
    if (Buffer.byteLength(output) > MAX_OUTPUT_BYTES)
      return { kind: "failed", failure: refused("output_too_large", task) };
    return {
      kind: "returned",
      output,
      artifacts: Array.from({ length: drained.artifacts }, (_, number) => artifactAt(number)),
    };
  }

  function artifactAt(number: number): MadeArtifact {
    const made = call(harness.artifactAt, vm.newNumber(number));
    const content = made.getProp("content");
    return {
      name: made.getProp("name").toString(),
      mediaType: made.getProp("mediaType").toString(),
      content: content.isString ? content.toString() : content.toUint8Array(),
    };
  }

  function drain(): z.infer<typeof Drained> {
    machine.limitMemory(task.memoryMb + SPARE_MB);
    const drained = Drained.parse(JSON.parse(call(harness.drain).toString()));
    machine.limitMemory(task.memoryMb);
    return drained;
  }

  try {
    machine.limitMemory(task.memoryMb);
    const module = inGuest(() => vm.evalCode(source.code, SOURCE_NAME, EvalFlags.TYPE_MODULE));
    call(harness.start, module, text(task.input), text(newSeed()));
    for (;;) {
      if (!inGuest(() => machine.runJobs())) return broken();
      const drained = drain();
      log.now();
      for (const entry of drained.outbox) {
        if (entry.kind === "forget") {
          clearTimeout(timers.get(entry.id));
          timers.delete(entry.id);
          due = due.filter((id) => id !== entry.id);
        } else {
          const fire = () => {
            timers.delete(entry.id);
            due.push(entry.id);
            wake();
          };
          timers.set(entry.id, setTimeout(fire, entry.ms));
        }
      }
      const end = settle(drained);
      if (end) return end;
      if (isOverCpu) return broken();
      if (due.length === 0 && timers.size === 0) return { kind: "failed", failure: refused("stuck", task) };
      if (due.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      const next = due.shift();
      if (next !== undefined) call(harness.deliver, vm.newNumber(next));
    }
  } catch (error) {
    if (isOverCpu || error instanceof Stopped || error instanceof WebAssembly.RuntimeError) return broken();
    if (error instanceof JSException)
      return { kind: "failed", failure: guestFailure(exceptionEnd(error), task, machine.memoryBytes) };
    return {
      kind: "failed",
      failure: {
        code: "sandbox_broken",
        message: `The sandbox lost the task: ${(error as Error).message}`,
        retryable: true,
      },
    };
  } finally {
    for (const timer of timers.values()) clearTimeout(timer);
    log.now();
    machine.mayNotGoOn = () => false;
  }
}

/** What evaluating the module itself threw: a syntax error, an import, or the engine at its limits. */
function exceptionEnd({ name, message, stack }: JSException): Exclude<GuestEnd, { ok: true }> {
  if (message === "out of memory") return { ok: false, code: "out_of_memory" };
  const isSyntax = name === "SyntaxError" || /could not load module/.test(message);
  return { ok: false, code: isSyntax ? "code_syntax" : "code_threw", name, message, stack: stack ?? "" };
}

function logReader(machine: Machine, onLog: (lines: SandboxLine[]) => void) {
  let isNoticed = false;
  let readAt = performance.now();
  const now = () => {
    readAt = performance.now();
    const { lines, isFull } = machine.takeLog();
    if (isFull && !isNoticed) lines.push(FULL_NOTICE);
    isNoticed ||= isFull;
    if (lines.length > 0) onLog(lines);
  };
  return {
    now,
    whileRunning: () => {
      if (performance.now() - readAt > LOG_EVERY_MS) now();
    },
  };
}
