/** When a timer that a guest has set is due: its id and the time, in milliseconds since 1970. */
export type Timer = [id: number, at: number];

/** What a guest waits for next: a timer that is due; or only the time of the first one, which is not worth waiting for. */
export type NextTimer = { due: number } | { at: number } | null;

/** The longest that a timer of Node can be. */
const LONGEST_MS = 2_147_483_647;

/** The timers that a guest has asked for, served by this thread's event loop. */
export class GuestTimers {
  readonly #now: () => number;
  /** By id. */
  readonly #set = new Map<number, number>();
  /** Those that are due, in their order. */
  #due: number[] = [];

  /** Takes what tells the time in the guest. */
  constructor(now: () => number) {
    this.#now = now;
  }

  set(id: number, at: number): void {
    this.#set.set(id, at);
  }

  forget(id: number): void {
    this.#set.delete(id);
  }

  get all(): Timer[] {
    return [...this.#set];
  }

  /** When the first is due; null when none is set. */
  get firstAt(): number | null {
    let first: number | null = null;
    for (const at of this.#set.values()) first = first === null ? at : Math.min(first, at);
    return first;
  }

  /**
   * Waits for the next timer; null when none is set, so that none will ever come. When the first is later than in
   * `patienceMs` it is not waited for.
   */
  async next(patienceMs: number): Promise<NextTimer> {
    for (;;) {
      for (let id = this.#due.shift(); id !== undefined; id = this.#due.shift())
        if (this.#set.delete(id)) return { due: id };
      const at = this.firstAt;
      if (at === null) return null;
      const inMs = at - this.#now();
      if (inMs > patienceMs) return { at };
      await new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(0, inMs), LONGEST_MS)));
      this.#due = this.#dueBy(this.#now());
    }
  }

  /** By time; of two that are due together, the one that was set first. */
  #dueBy(now: number): number[] {
    return this.all
      .filter(([, at]) => at <= now)
      .sort(([, a], [, b]) => a - b)
      .map(([id]) => id);
  }
}
