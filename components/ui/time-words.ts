const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const JUST_NOW = 10 * SECOND;
const SHORT_UNTIL = 30 * DAY;

/** A length of time for people: "40 ms", "0.1 s", "12 s", "3 min 4 s", "2 h 5 min", "3 d 4 h". */
export function durationWords(ms: number): string {
  const length = Math.max(0, ms);
  if (length < SECOND / 10) return `${Math.round(length)} ms`;
  if (length < 10 * SECOND) return `${(length / SECOND).toFixed(1)} s`;
  if (length < MINUTE) return `${Math.floor(length / SECOND)} s`;
  if (length < HOUR) return `${Math.floor(length / MINUTE)} min ${Math.floor((length % MINUTE) / SECOND)} s`;
  if (length < DAY) return `${Math.floor(length / HOUR)} h ${Math.floor((length % HOUR) / MINUTE)} min`;
  return `${Math.floor(length / DAY)} d ${Math.floor((length % DAY) / HOUR)} h`;
}

/** How long ago, in words; a date when it is more than a month. */
export function agoWords(at: Date, nowMs: number): string {
  const age = nowMs - at.getTime();
  if (age < JUST_NOW) return "just now";
  if (age < MINUTE) return `${Math.floor(age / SECOND)} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  if (age < DAY) return `${Math.floor(age / HOUR)} h ago`;
  if (age < SHORT_UNTIL) return `${Math.floor(age / DAY)} d ago`;
  return dateWords(at);
}

/** How long until then: "in 45 s", "in 12 min", "in 3 h 5 min", "in 2 d 4 h". */
export function inWords(at: Date, nowMs: number): string {
  const left = Math.ceil((at.getTime() - nowMs) / SECOND) * SECOND;
  if (left <= 0) return "now";
  if (left < MINUTE) return `in ${left / SECOND} s`;
  return `in ${left < 10 * MINUTE || left >= HOUR ? durationWords(left) : `${Math.round(left / MINUTE)} min`}`;
}

/** "20 Nov 2026", the same on server and client. */
export const dateWords = (at: Date): string =>
  at.toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
