const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const AMOUNT = "(\\d+(?:\\.\\d+)?)";
/** ISO 8601 without years and months, whose length depends on the calendar. */
const ISO_DURATION = new RegExp(
  `^P(?=\\d|T\\d)(?:${AMOUNT}W)?(?:${AMOUNT}D)?(?:T(?=\\d)(?:${AMOUNT}H)?(?:${AMOUNT}M)?(?:${AMOUNT}S)?)?$`,
);
const LENGTHS = [7 * DAY, DAY, HOUR, MINUTE, SECOND];

/** The longest time that a stage may wait: ten years. */
export const MAX_WAIT_MS = 3_653 * DAY;

/**
 * Reads a length of time: a number of milliseconds, or an ISO 8601 duration such as `PT2H30M`, `P3D` or `PT0.5S`.
 * Returns milliseconds; null when it is neither, or longer than ten years.
 */
export function readDuration(value: unknown): number | null {
  const ms = typeof value === "number" ? value : typeof value === "string" ? isoDurationMs(value) : null;
  return ms !== null && ms >= 0 && ms <= MAX_WAIT_MS ? Math.round(ms) : null;
}

function isoDurationMs(text: string): number | null {
  const match = ISO_DURATION.exec(text);
  if (!match) return null;
  return LENGTHS.reduce((sum, length, index) => sum + Number(match[index + 1] ?? 0) * length, 0);
}

/** ISO 8601 with a time zone, to the minute at least; without a zone the time would depend on who reads it. */
const ISO_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/**
 * Reads a moment: ISO 8601 with a time zone, or milliseconds since 1970 (what `$millis()` gives). Returns those
 * milliseconds; null when it is neither.
 */
export function readMoment(value: unknown): number | null {
  if (typeof value === "number") return Number.isFinite(value) ? Math.round(value) : null;
  const ms = typeof value === "string" && ISO_TIME.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? null : ms;
}

export const DURATION_UNITS = { seconds: SECOND, minutes: MINUTE, hours: HOUR, days: DAY } as const;
export type DurationUnit = keyof typeof DURATION_UNITS;

/** A length of time in the largest unit that gives a whole number; in seconds when none does. */
export function inWholeUnits(ms: number): { amount: number; unit: DurationUnit } {
  for (const unit of ["days", "hours", "minutes"] as const)
    if (ms > 0 && ms % DURATION_UNITS[unit] === 0) return { amount: ms / DURATION_UNITS[unit], unit };
  return { amount: ms / SECOND, unit: "seconds" };
}

/** The ISO 8601 duration of an amount of one unit. */
export function isoDuration(amount: number, unit: DurationUnit): string {
  return unit === "days" ? `P${amount}D` : `PT${amount}${unit.charAt(0).toUpperCase()}`;
}
