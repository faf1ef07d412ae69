import { EvalFlags, JSException, type JSValueHandle } from "quickjs-wasi";
import type { Failure } from "#core/run-event.ts";
import { findUnstorable } from "#core/storable.ts";
import { moduleText } from "#server/code/load-module.ts";
import { stripTypes } from "#server/code/strip-types.ts";
import { recent } from "#server/expressions/recent.ts";
import {
  type GuestEnd,
  guestFailure,
  MAX_JOURNAL_UNITS,
  MAX_KEPT_BYTES,
  MAX_OUTPUT_BYTES,
  MAX_WAITS,
  notStorable,
  problemFailure,
  refused,
  SOURCE_NAME,
} from "#worker/sandbox/guest-failure.ts";
import { guestLog } from "#worker/sandbox/guest-log.ts";
import { GuestTimers } from "#worker/sandbox/guest-timers.ts";
import type { Machine } from "#worker/sandbox/machine.ts";
import { UnreadableMemory } from "#worker/sandbox/memory-codec.ts";
import {
  type HostCall,
  IN_GUEST,
  type KeptTask,
  type MadeArtifact,
  OUTSIDE,
  PLACE,
  POLLS,
  type RunMessage,
  type SandboxLine,
  TOLD_TO_END,
  type Wake,
} from "#worker/sandbox/messages.ts";
import { Drained } from "#worker/sandbox/outbox.ts";

export type TaskEnd =
  | { kind: "returned"; output: string; artifacts: MadeArtifact[] }
  | { kind: "suspended"; kept: KeptTask }
  | { kind: "failed"; failure: Failure; isSpoiled?: boolean };

/** Room beyond the task's limit in which the harness can still say what happened. */
const SPARE_MB = 40;

const callOf = ({ id, service, method, args }: HostCall): HostCall => ({ id, service, method, args });

const stripped = recent(200, stripTypes);

/** The engine could not go on: at its processor time, or without memory even for an error. */
class Exhausted extends Error {}

const failed = (failure: Failure) => ({ kind: "failed" as const, failure });

/** One task on a machine that was just reset and is its own. `poll` is shared with the watchdog outside. */
export class GuestTask {
  readonly #machine: Machine;
  readonly #task: RunMessage;
  readonly #poll: Int32Array;
  readonly #log: ReturnType<typeof guestLog>;
  readonly #timers: GuestTimers;
  /** Those that wait for an answer, by id. */
  readonly #calls = new Map<number, HostCall>();
  #startedAt = process.threadCpuUsage();
  #usedCpuMs = 0;
  /** What had been used when it last went on after a wait. */
  #sliceFromMs = 0;
  #journalUnits = 0;
  #waits = 0;
  #over: "cpu_limit" | "slice_limit" | null = null;

  constructor(machine: Machine, task: RunMessage, poll: Int32Array, onLog: (lines: SandboxLine[]) => void) {
    this.#machine = machine;
    this.#task = task;
    this.#poll = poll;
    this.#log = guestLog(machine, onLog);
    this.#timers = new GuestTimers(() => machine.now());
  }

  /** Runs it from its beginning, or on from where it was packed in another machine. */
  async run(): Promise<TaskEnd> {
    const { kept, source } = this.#task;
    if (kept) {
      return this.#untilPause(() => {
        this.#unpack(kept);
        this.#goOn(this.#task);
      });
    }
    const text = stripped(source);
    if ("problem" in text) return { ...failed(problemFailure(text.problem)), isSpoiled: text.isSpoiled };
    return this.#untilPause(() => this.#start(text.code));
  }

  /** Runs it on from where it was packed in this machine. */
  goOn(wake: Wake): Promise<TaskEnd> {
    return this.#untilPause(() => this.#goOn(wake));
  }

  async #untilPause(begin: () => void): Promise<TaskEnd> {
    this.#machine.mayNotGoOn = () => this.#mayNotGoOn();
    try {
      this.#machine.limitMemory(this.#task.memoryMb);
      begin();
      return await this.#untilEnd();
    } catch (error) {
      return failed(this.#failureOf(error));
    } finally {
      this.#log.now();
      this.#machine.mayNotGoOn = () => false;
      this.#machine.moduleText = () => null;
    }
  }

  #unpack({ timers, wakeAt: _, calls, usedCpuMs, journalUnits, waits, ...packed }: KeptTask): void {
    this.#machine.unpack(packed);
    this.#machine.limitMemory(this.#task.memoryMb);
    for (const [id, at] of timers) this.#timers.set(id, at);
    this.#usedCpuMs = usedCpuMs;
    this.#journalUnits = journalUnits;
    this.#waits = waits;
    for (const call of calls) this.#calls.set(call.id, call);
  }

  #goOn({ answers, notBefore }: Wake): void {
    // To be packed and unpacked is not the code's own work.
    this.#startedAt = process.threadCpuUsage();
    this.#sliceFromMs = this.#usedCpuMs;
    this.#machine.notBefore(notBefore);
    for (const [id, answer] of answers) {
      if (!this.#calls.delete(id)) continue;
      this.#journalUnits += answer.length;
      this.#deliver(id, this.#text(answer));
      if (!this.#inGuest(() => this.#machine.runJobs())) throw new Exhausted();
    }
  }

  #start(code: string): void {
    const { vm, harness } = this.#machine;
    const { input, context, modules } = this.#task;
    this.#machine.moduleText = (specifier) => moduleText(specifier, modules);
    const module = this.#inGuest(() => vm.evalCode(code, SOURCE_NAME, EvalFlags.TYPE_MODULE));
    // What code imports is known when it begins: nothing is loaded while it runs, or after it was kept.
    this.#machine.moduleText = () => null;
    const texts = [input, context, this.#machine.newSeed()].map((text) => this.#text(text));
    this.#call(harness.start, module, ...texts).dispose();
  }

  async #untilEnd(): Promise<TaskEnd> {
    for (;;) {
      if (!this.#inGuest(() => this.#machine.runJobs())) throw new Exhausted();
      const drained = this.#drain();
      this.#log.now();
      for (const entry of drained.outbox) {
        if (entry.kind === "timer") this.#timers.set(entry.id, this.#machine.now() + entry.ms);
        else if (entry.kind === "forget") this.#timers.forget(entry.id);
        else {
          this.#calls.set(entry.id, callOf(entry));
          this.#journalUnits += entry.args.length;
        }
      }
      const end = this.#endOf(drained);
      if (end) return end;
      if (this.#over) throw new Exhausted();
      if (this.#journalUnits > MAX_JOURNAL_UNITS) return failed(refused("journal_too_large", this.#task));
      // Whoever makes the calls is outside: nothing but what is due is waited for here.
      const isCalling = this.#calls.size > 0;
      const next = await this.#timers.next(isCalling ? 0 : this.#task.patienceMs);
      if (next === null && !isCalling) return failed(refused("stuck", this.#task));
      if (next === null || "at" in next) return this.#suspended();
      this.#sliceFromMs = this.#cpuMs();
      this.#deliver(next.due);
    }
  }

  #mayNotGoOn(): boolean {
    this.#poll[POLLS] = (this.#poll[POLLS] ?? 0) + 1;
    this.#log.whileRunning();
    const usedMs = this.#cpuMs();
    if (usedMs > this.#task.cpuMs) this.#over = "cpu_limit";
    else if (usedMs - this.#sliceFromMs > this.#task.sliceCpuMs) this.#over = "slice_limit";
    if (this.#over) this.#poll[PLACE] = TOLD_TO_END;
    return this.#over !== null;
  }

  #cpuMs(): number {
    const { user, system } = process.threadCpuUsage(this.#startedAt);
    return this.#usedCpuMs + (user + system) / 1_000;
  }

  #deliver(id: number, ...answer: JSValueHandle[]): void {
    const { vm, harness } = this.#machine;
    this.#call(harness.deliver, vm.newNumber(id), ...answer).dispose();
  }

  #suspended(): TaskEnd {
    this.#log.now();
    if (this.#waits >= MAX_WAITS) return failed(refused("too_many_waits", this.#task));
    const { all: timers, firstAt: wakeAt } = this.#timers;
    this.#usedCpuMs = this.#cpuMs();
    this.#waits += 1;
    const packed = this.#machine.pack();
    if (packed.memory.byteLength > MAX_KEPT_BYTES) return failed(refused("wait_too_large", this.#task));
    const calls = [...this.#calls.values()];
    const counted = { usedCpuMs: this.#usedCpuMs, journalUnits: this.#journalUnits, waits: this.#waits };
    return { kind: "suspended", kept: { ...packed, timers, wakeAt, calls, ...counted } };
  }

  #inGuest<Value>(work: () => Value): Value {
    this.#poll[PLACE] = IN_GUEST;
    try {
      return work();
    } finally {
      this.#poll[PLACE] = OUTSIDE;
    }
  }

  #call(guest: JSValueHandle, ...values: JSValueHandle[]): JSValueHandle {
    const { vm } = this.#machine;
    const answer = this.#inGuest(() => vm.callFunction(guest, vm.undefined, ...values));
    // What the host holds on to stays in the memory of the task for good.
    for (const value of values) value.dispose();
    return answer;
  }

  #text(value: string): JSValueHandle {
    const { vm } = this.#machine;
    const handle = vm.newString(value);
    if (vm._getExports().qjs_is_exception(handle.ptr) !== 0) throw new Exhausted();
    return handle;
  }

  #drain(): Drained {
    this.#machine.limitMemory(this.#task.memoryMb + SPARE_MB);
    const answer = this.#call(this.#machine.harness.drain);
    const drained = Drained.parse(JSON.parse(answer.toString()));
    answer.dispose();
    this.#machine.limitMemory(this.#task.memoryMb);
    return drained;
  }

  #endOf(drained: Drained): TaskEnd | null {
    const end = drained.end as GuestEnd | null;
    if (end === null) return null;
    if (!end.ok) return failed(guestFailure(end, this.#task, this.#machine.memoryBytes));
    const problem = findUnstorable(end.output, "output");
    if (problem) return failed(notStorable(problem));
    const output = JSON.stringify(end.output);
    if (Buffer.byteLength(output) > MAX_OUTPUT_BYTES) return failed(refused("output_too_large", this.#task));
    const artifacts = Array.from({ length: drained.artifacts }, (_, number) => this.#artifactAt(number));
    return { kind: "returned", output, artifacts };
  }

  #artifactAt(number: number): MadeArtifact {
    const { vm, harness } = this.#machine;
    const made = this.#call(harness.artifactAt, vm.newNumber(number));
    const content = made.getProp("content");
    return {
      name: made.getProp("name").toString(),
      mediaType: made.getProp("mediaType").toString(),
      content: content.isString ? content.toString() : content.toUint8Array(),
    };
  }

  #failureOf(error: unknown): Failure {
    if (this.#over) return refused(this.#over, this.#task);
    if (error instanceof UnreadableMemory)
      return { code: "memory_unreadable", message: error.message, retryable: true };
    if (error instanceof Exhausted || error instanceof WebAssembly.RuntimeError)
      return refused("out_of_memory", this.#task);
    // The parsers of the engine go as deep as what they read, beyond the end of this thread's stack.
    if (error instanceof RangeError) return refused("nested_too_deep", this.#task);
    if (error instanceof JSException) return guestFailure(exceptionEnd(error), this.#task, this.#machine.memoryBytes);
    return {
      code: "sandbox_broken",
      message: `The sandbox lost the task: ${(error as Error).message}`,
      retryable: true,
    };
  }
}

/** What evaluating the module itself threw: a syntax error, an import, or the engine at its limits. */
function exceptionEnd({ name, message, stack }: JSException): Exclude<GuestEnd, { ok: true }> {
  if (message === "out of memory") return { ok: false, code: "out_of_memory" };
  const isSyntax = name === "SyntaxError" || /could not load module/.test(message);
  return { ok: false, code: isSyntax ? "code_syntax" : "code_threw", name, message, stack: stack ?? "" };
}
