import type { EventEmitter } from "node:events";

/**
 * Yields once at the start, and again whenever what is watched was emitted; ends with the signal. Wake-ups that arrive while
 * the reader is busy count as one; `note` gets what each of them carries.
 */
export async function* wakeupsOf(
  wakes: EventEmitter,
  watched: string,
  signal: AbortSignal,
  note?: (runs?: number[]) => void,
): AsyncGenerator<void> {
  let woken = true;
  let resume: (() => void) | null = null;
  const wake = (runs?: number[]) => {
    note?.(runs);
    woken = true;
    resume?.();
  };
  const end = () => wake();
  wakes.on(watched, wake);
  signal.addEventListener("abort", end);
  try {
    while (!signal.aborted) {
      if (!woken) {
        const next = Promise.withResolvers<void>();
        resume = next.resolve;
        await next.promise;
        resume = null;
      }
      woken = false;
      if (!signal.aborted) yield;
    }
  } finally {
    wakes.off(watched, wake);
    signal.removeEventListener("abort", end);
  }
}
