import { GuestTimers } from "#worker/sandbox/guest-timers.ts";
import { ownImageSource } from "#worker/sandbox/image-source.ts";
import { Machine } from "#worker/sandbox/machine.ts";
import type { HostAnswer, HostCall, KeptTask, RunMessage, SandboxLine } from "#worker/sandbox/messages.ts";
import { GuestTask, type TaskEnd } from "#worker/sandbox/run-task.ts";
import { HotTask } from "#worker/testing/soak/hot-task.ts";
import { numberOf, Outside, StillWorld } from "#worker/testing/soak/outside.ts";
import type { Program } from "#worker/testing/soak/programs.ts";

/** All that can be seen of a program from outside. */
export interface Played {
  end: unknown;
  calls: HostCall[];
  lines: SandboxLine[];
  /** What time it was when it ended. */
  at: number;
}

/** How a program went that was packed at each of its waits. */
export interface Moves {
  /** How often it was packed. */
  suspensions: number;
  /** How often what a machine then did was thrown away and done again. */
  kills: number;
}

/** What becomes of a packed task between two machines: it is stored and read. */
export type Keep = (kept: KeptTask) => KeptTask;

const INPUT = { text: "given", list: [1, null, "ü"] };
const LIMITS = { memoryMb: 64, cpuMs: 60_000, sliceCpuMs: 60_000, patienceMs: 0 };
const IMAGE = ownImageSource();
const KILLED_EVERY = 4;
const STAYS_EVERY = 3;
/** More waits than any program has fuel for, by far. */
const MAX_SUSPENSIONS = 5_000;

/** The machines that programs are played in. */
export class Players {
  readonly #world = new StillWorld();
  readonly #machines: Machine[] = [];
  readonly #poll = new Int32Array(2);

  /** Plays a program in one machine, from its beginning to its end. */
  async plain({ source, seed }: Program): Promise<Played> {
    const [world, outside, machine] = [this.#world, new Outside(seed), await this.#machine(0)];
    world.begin(seed);
    machine.limitMemory(LIMITS.memoryMb);
    const timers = new GuestTimers(() => world.now());
    const task = new HotTask(machine, source, INPUT);
    let asked: HostCall[] = [];
    for (;;) {
      const { outbox, end } = task.drain();
      if (end !== null) return { end, calls: outside.calls, lines: machine.takeLog().lines, at: world.now() };
      for (const entry of outbox) {
        if (entry.kind === "timer") timers.set(entry.id, world.now() + entry.ms);
        else if (entry.kind === "forget") timers.forget(entry.id);
        else asked.push(entry);
      }
      const next = await timers.next(0);
      if (next !== null && "due" in next) task.deliver(next.due);
      else {
        // Calls are made when nothing is due any more.
        for (const call of asked) outside.ask(call, world.now());
        asked = [];
        const next = earliest(timers.firstAt, outside.nextAt);
        if (next === Number.POSITIVE_INFINITY)
          return { end: "stuck", calls: outside.calls, lines: machine.takeLog().lines, at: world.now() };
        world.setTo(next);
        for (const [id, answer] of outside.answersBy(world.now())) {
          task.deliver(id, answer);
          machine.runJobs();
        }
      }
    }
  }

  /**
   * Plays a program that is packed at each of its waits. It goes on in another machine, from what was kept alone, or now and
   * then in the one that it waits in; or a machine is lost after it went on, and another does the same again.
   */
  async suspended({ source, seed }: Program, keep: Keep): Promise<Played & Moves> {
    const [world, outside] = [this.#world, new Outside(seed)];
    world.begin(seed);
    const lines: SandboxLine[] = [];
    const begin = { kept: null, image: null, modules: {}, answers: [], notBefore: 0 };
    let message: RunMessage = { ...LIMITS, ...begin, source, input: JSON.stringify(INPUT), context: "{}" };
    let kills = 0;
    let guest: GuestTask | null = null;
    for (let suspensions = 0; ; suspensions++) {
      let end: TaskEnd;
      if (guest && numberOf(seed, "stay", suspensions) % STAYS_EVERY === 0) end = await guest.goOn(message);
      else {
        if (numberOf(seed, "kill", suspensions) % KILLED_EVERY === 0) {
          kills += 1;
          await new GuestTask(await this.#machine(suspensions + 1), message, this.#poll, () => {}).run();
        }
        const machine = await this.#machine(suspensions);
        guest = new GuestTask(machine, message, this.#poll, (more) => lines.push(...more));
        end = await guest.run();
      }
      const at = Math.max(world.now(), message.notBefore);
      if (end.kind !== "suspended" || suspensions === MAX_SUSPENSIONS)
        return { end: endOf(end), calls: outside.calls, lines, at, suspensions, kills };
      for (const call of end.kept.calls) outside.ask(call, at);
      const kept = keep(end.kept);
      const next = earliest(kept.wakeAt, outside.nextAt);
      const answers: HostAnswer[] = outside.answersBy(next);
      const isForTimer = answers.length === 0;
      // Who wakes a task by its timer may have a clock that is behind.
      world.setTo(isForTimer ? next - (numberOf(seed, "clock", suspensions) % 3) : next);
      message = { ...message, kept, answers, notBefore: isForTimer ? next : 0 };
    }
  }

  /** The one or the other, as good as new. */
  async #machine(number: number): Promise<Machine> {
    const place = number % 2;
    const last = this.#machines[place];
    const machine = last?.isReusable ? last : await Machine.create(IMAGE, this.#world);
    this.#machines[place] = machine;
    machine.reset();
    return machine;
  }
}

const earliest = (...times: (number | null)[]): number =>
  Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));

/** As the harness says it. */
function endOf(end: TaskEnd): unknown {
  if (end.kind === "returned") return { ok: true, output: JSON.parse(end.output) as unknown };
  return end.kind === "failed" ? end.failure.code : "It waits for ever";
}
