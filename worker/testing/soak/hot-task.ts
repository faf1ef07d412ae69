import { EvalFlags, type JSValueHandle } from "quickjs-wasi";
import { SOURCE_NAME } from "#worker/sandbox/guest-failure.ts";
import type { Machine } from "#worker/sandbox/machine.ts";
import { Drained } from "#worker/sandbox/outbox.ts";

/** A task that stays in the machine in which it began: what code that is packed and unpacked is held against. */
export class HotTask {
  readonly #machine: Machine;

  /** Begins on a machine that was just reset. */
  constructor(machine: Machine, code: string, input: unknown) {
    this.#machine = machine;
    const { vm, harness } = machine;
    const module = vm.evalCode(code, SOURCE_NAME, EvalFlags.TYPE_MODULE);
    const texts = [JSON.stringify(input), "{}", machine.newSeed()].map((text) => vm.newString(text));
    this.#call(harness.start, module, ...texts).dispose();
  }

  /** Runs until nothing is left to do, and returns what the code asks of the host. */
  drain(): Drained {
    if (!this.#machine.runJobs()) throw new Error("The engine could not go on");
    const answer = this.#call(this.#machine.harness.drain);
    const drained = Drained.parse(JSON.parse(answer.toString()));
    answer.dispose();
    return drained;
  }

  /** Brings a timer, or the answer to a call as JSON text. */
  deliver(id: number, answer?: string): void {
    const { vm, harness } = this.#machine;
    const more = answer === undefined ? [] : [vm.newString(answer)];
    this.#call(harness.deliver, vm.newNumber(id), ...more).dispose();
  }

  #call(guest: JSValueHandle, ...values: JSValueHandle[]): JSValueHandle {
    const { vm } = this.#machine;
    const answer = vm.callFunction(guest, vm.undefined, ...values);
    for (const value of values) value.dispose();
    return answer;
  }
}
