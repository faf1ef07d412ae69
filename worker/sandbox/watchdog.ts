import { OUTSIDE, PLACE, POLLS, TOLD_TO_END } from "#worker/sandbox/messages.ts";

/** How often it looks, and how long beyond its processor time an engine may be deaf (a loop in C does not ask). */
const WATCH_MS = 100;
const DEAF_MS = 500;

/**
 * Calls `onDeaf` when the engine of a thread, which shares `poll`, has been in the guest without asking for longer than the
 * `cpuMs` that its task has until its next wait, or has not ended although it was told to. Returns what ends the watch.
 */
export function watch(poll: Int32Array, cpuMs: number, onDeaf: () => void): () => void {
  let seen = -1;
  let deafFor = 0;
  const timer = setInterval(() => {
    const [place, polls] = [Atomics.load(poll, PLACE), Atomics.load(poll, POLLS)];
    const isTold = place === TOLD_TO_END;
    deafFor = isTold || (place !== OUTSIDE && polls === seen) ? deafFor + WATCH_MS : 0;
    seen = polls;
    if (deafFor > (isTold ? 0 : cpuMs) + DEAF_MS) onDeaf();
  }, WATCH_MS);
  return () => clearInterval(timer);
}
