import { SEED_WORDS, type World } from "#worker/sandbox/machine.ts";
import type { HostAnswer, HostCall } from "#worker/sandbox/messages.ts";

const BEGIN = Date.UTC(2026, 5, 1);

/** A number of 32 bits that stands for these texts. */
export function numberOf(...texts: (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const character of texts.join("\n")) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** A world in which time stands still until it is told to go on, and chance is given. */
export class StillWorld implements World {
  #now = BEGIN;
  #seed = 0;

  /** Another program begins. */
  begin(seed: number): void {
    this.#now = BEGIN;
    this.#seed = seed;
  }

  setTo(at: number): void {
    this.#now = at;
  }

  now(): number {
    return this.#now;
  }

  seed(): string {
    return JSON.stringify(Array.from({ length: SEED_WORDS }, (_, index) => numberOf(this.#seed, "word", index)));
  }
}

/** The service that programs call: for each call it is settled by the seed when it answers and what. */
export class Outside {
  readonly calls: HostCall[] = [];
  readonly #seed: number;
  readonly #underWay = new Map<number, { at: number; answer: string }>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** Is asked at a time; the same call is asked once, however often it is named. */
  ask(call: HostCall, at: number): void {
    if (this.calls.some(({ id }) => id === call.id)) return;
    const { id, service, method, args } = call;
    this.calls.push({ id, service, method, args });
    const luck = numberOf(this.#seed, id, method, args);
    const answer =
      luck % 6 === 0
        ? { ok: false, error: { name: "HostError", code: `code_${luck % 3}`, message: `No ${luck % 100}` } }
        : { ok: true, value: { n: luck % 1000, args: JSON.parse(args) as unknown } };
    this.#underWay.set(id, { at: at + (luck % 9) * 3, answer: JSON.stringify(answer) });
  }

  /** When the next answer comes; null when none is to come. */
  get nextAt(): number | null {
    const times = [...this.#underWay.values()].map(({ at }) => at);
    return times.length === 0 ? null : Math.min(...times);
  }

  /** Takes the answers that have come by then, in their order. */
  answersBy(now: number): HostAnswer[] {
    const come = [...this.#underWay].filter(([, { at }]) => at <= now).sort(([, a], [, b]) => a.at - b.at);
    for (const [id] of come) this.#underWay.delete(id);
    return come.map(([id, { answer }]) => [id, answer]);
  }
}
