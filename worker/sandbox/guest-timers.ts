/** The timers that a guest has asked for, served by this thread's event loop. */
export class GuestTimers {
  readonly #set = new Map<number, NodeJS.Timeout>();
  #due: number[] = [];
  #wake = () => {};

  set(id: number, ms: number): void {
    const fire = () => {
      this.#set.delete(id);
      this.#due.push(id);
      this.#wake();
    };
    this.#set.set(id, setTimeout(fire, ms));
  }

  forget(id: number): void {
    clearTimeout(this.#set.get(id));
    this.#set.delete(id);
    this.#due = this.#due.filter((due) => due !== id);
  }

  /** Waits for the next timer; null when none is set, so that none will ever come. */
  async next(): Promise<number | null> {
    if (this.#due.length === 0 && this.#set.size > 0) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.#due.shift() ?? null;
  }

  clear(): void {
    for (const timer of this.#set.values()) clearTimeout(timer);
    this.#set.clear();
  }
}
