interface Waiting {
  limit: number;
  go: (isTurn: boolean) => void;
}

interface Line {
  busy: number;
  waiting: Waiting[];
}

/** Lets so many in at once by a key; the others wait in line, and those of another key do not know of it. */
export class Turns {
  readonly #lines = new Map<string, Line>();

  /** Waits for a turn; answers how to leave, or null when the signal ended the wait. */
  async enter(key: string, limit: number, signal: AbortSignal): Promise<(() => void) | null> {
    if (signal.aborted) return null;
    const line = this.#lines.get(key) ?? { busy: 0, waiting: [] };
    this.#lines.set(key, line);
    if (line.waiting.length > 0 || line.busy >= limit) {
      const turn = Promise.withResolvers<boolean>();
      const waiting = { limit, go: turn.resolve };
      line.waiting.push(waiting);
      const stop = () => {
        line.waiting = line.waiting.filter((other) => other !== waiting);
        turn.resolve(false);
      };
      signal.addEventListener("abort", stop, { once: true });
      const isTurn = await turn.promise;
      signal.removeEventListener("abort", stop);
      if (!isTurn) return null;
    } else line.busy++;
    return () => this.#leave(key, line);
  }

  #leave(key: string, line: Line): void {
    line.busy--;
    for (let [next] = line.waiting; next && line.busy < next.limit; [next] = line.waiting) {
      line.waiting.shift();
      line.busy++;
      next.go(true);
    }
    if (line.busy === 0 && line.waiting.length === 0) this.#lines.delete(key);
  }
}
