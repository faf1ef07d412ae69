import { cronWords } from "#components/triggers/cron-words.ts";
import { durationWords } from "#components/ui/time-words.ts";
import type { CatchUp } from "#core/schedule.ts";
import type { Timing } from "#core/timing.ts";
import type { TriggerKind, TriggerSettings } from "#core/trigger.ts";

export const KIND_TITLES = { schedule: "Schedule", webhook: "Webhook", event: "Event" } as const satisfies Record<
  TriggerKind,
  string
>;

export const CATCH_UP_TITLES = {
  skip: "Skip them",
  one: "Run once for all of them",
  all: "Run once for each of them",
} as const satisfies Record<CatchUp, string>;

export const CATCH_UP_HINTS = {
  skip: "Times that pass while Heddle is down start nothing.",
  one: "One run, for the last of the times that passed while Heddle was down.",
  all: "A run for each of the times that passed while Heddle was down, the last 1,000 at most.",
} as const satisfies Record<CatchUp, string>;

const UNITS = [
  ["days", 86_400_000],
  ["hours", 3_600_000],
  ["minutes", 60_000],
  ["seconds", 1_000],
] as const;
export type IntervalUnit = (typeof UNITS)[number][0];
export const INTERVAL_UNITS: readonly IntervalUnit[] = UNITS.map(([unit]) => unit);

/** An interval in the largest unit that leaves nothing over. */
export function intervalParts(everyMs: number): { count: number; unit: IntervalUnit } {
  const [unit, ms] = UNITS.find(([, size]) => everyMs % size === 0) ?? UNITS[3];
  return { count: everyMs / ms, unit };
}

export const intervalMs = (count: number, unit: IntervalUnit): number =>
  count * (UNITS.find(([name]) => name === unit)?.[1] ?? 1_000);

/** When a schedule comes, in a phrase. A single time is told in the zone of the reader. */
export function timingWords(timing: Timing): string {
  if (timing.type === "cron") return `${cronWords(timing.cron) ?? timing.cron} (${timing.timeZone})`;
  if (timing.type === "once") return `once, ${new Date(timing.at).toLocaleString()}`;
  const { count, unit } = intervalParts(timing.everyMs);
  if (!Number.isInteger(count)) return `every ${durationWords(timing.everyMs)}`;
  return count === 1 ? `every ${unit.slice(0, -1)}` : `every ${count} ${unit}`;
}

/** What sets a trigger off, in a phrase. */
export function triggerWords(settings: TriggerSettings): string {
  if (settings.kind === "schedule") return timingWords(settings.timing);
  if (settings.kind === "event") return `on ${settings.event}`;
  return settings.auth.type === "bearer" ? "called with a secret" : `signed in ${settings.auth.header}`;
}
