import { cronOf, type Timing } from "#core/timing.ts";

/** What becomes of the times that passed while nothing could start: left out, one run for all, or a run for each. */
export const CATCH_UPS = ["skip", "one", "all"] as const;
export type CatchUp = (typeof CATCH_UPS)[number];

/** The most runs that one catching up starts. */
export const MAX_CATCH_UP = 1_000;
/** A time that is no older than this was not missed: it is fired a little late. */
export const ON_TIME_MS = 60_000;

/** The next times of a schedule after a moment, that moment left out; fewer than `count`, or none, when it ends. */
export function nextTimes(timing: Timing, after: Date, count: number): Date[] {
  if (timing.type === "cron") return cronOf(timing).nextRuns(count, after);
  if (timing.type === "once") {
    const at = new Date(timing.at);
    return at > after ? [at] : [];
  }
  const start = Date.parse(timing.startsAt);
  const first = start + Math.max(0, Math.floor((after.getTime() - start) / timing.everyMs) + 1) * timing.everyMs;
  return Array.from({ length: count }, (_, index) => new Date(first + index * timing.everyMs));
}

/** The last times after `from` and up to `to`, oldest first, `count` at most. */
function lastTimes(timing: Timing, from: Date, to: Date, count: number): Date[] {
  if (timing.type === "once") return [];
  if (timing.type === "cron") {
    const cron = cronOf(timing);
    const times: Date[] = [];
    for (let time = cron.nextRun(from); time && time <= to; time = cron.nextRun(time)) {
      // Too many to be walked through from the first: look back from the last.
      if (times.length === count) return cron.previousRuns(count, new Date(to.getTime() + 1)).reverse();
      times.push(time);
    }
    return times;
  }
  const start = Date.parse(timing.startsAt);
  const last = start + Math.floor((to.getTime() - start) / timing.everyMs) * timing.everyMs;
  const times: Date[] = [];
  for (let time = last; time > from.getTime() && times.length < count; time -= timing.everyMs)
    times.unshift(new Date(time));
  return times;
}

export interface Due {
  /** The times to start a run for, oldest first. */
  fire: Date[];
  /** The time after these; null when there is none. Always later than every time that was due. */
  next: Date | null;
  /** What people should know of times that were missed; null when none were. */
  note: string | null;
}

/**
 * What a schedule does whose next time was `nextAt`, at the moment `now`, which is not earlier.
 * A last time that is hardly late is fired whatever the policy; the ones before it were missed, and the policy decides.
 */
export function dueAt(timing: Timing, nextAt: Date, now: Date, catchUp: CatchUp): Due {
  const times = [nextAt, ...lastTimes(timing, nextAt, now, MAX_CATCH_UP)];
  const [next = null] = nextTimes(timing, now > nextAt ? now : nextAt, 1);
  const last = times.slice(-1);
  const isLate = last.some((time) => now.getTime() - time.getTime() > ON_TIME_MS);
  if (times.length === 1 && !(isLate && catchUp === "skip")) return { fire: times, next, note: null };

  const missed = times.length - (isLate ? 0 : 1);
  const words = `${missed.toLocaleString("en")} missed ${missed === 1 ? "time" : "times"}`;
  const isCut = times.length > MAX_CATCH_UP;
  if (catchUp === "skip")
    return { fire: isLate ? [] : last, next, note: `Skipped ${isCut ? "at least " : ""}${words}` };
  if (catchUp === "one") return { fire: last, next, note: `One run stands for ${isCut ? "at least " : ""}${words}` };
  const fire = times.slice(-MAX_CATCH_UP);
  const note = isCut
    ? `Started the last ${fire.length.toLocaleString("en")} missed times; there were more`
    : `Caught up on ${words}`;
  return { fire, next, note };
}
