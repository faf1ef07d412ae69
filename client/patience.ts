/** How long nobody may answer before a follower gives up: a server is replaced in less. */
const GIVE_UP_MS = 300_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(end, ms);
    function end() {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      if (signal?.aborted) reject(signal.reason);
      else resolve();
    }
    if (signal?.aborted) end();
    else signal?.addEventListener("abort", end);
  });
}

export interface Patience {
  /** The server is there: what comes next is waited for as if nothing had happened. */
  renew(): void;
  /** Waits a little longer each time; throws `error` when nobody has answered for too long, and the reason of the signal. */
  waitAfter(error: unknown): Promise<void>;
}

/** The patience of somebody who asks a server that may be away for a while. */
export function createPatience(signal: AbortSignal | undefined): Patience {
  let pauseMs = FIRST_PAUSE_MS;
  let lastLife = Date.now();
  return {
    renew() {
      pauseMs = FIRST_PAUSE_MS;
      lastLife = Date.now();
    },
    async waitAfter(error) {
      if (Date.now() - lastLife > GIVE_UP_MS) throw error;
      await pause(pauseMs, signal);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    },
  };
}
