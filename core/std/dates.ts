/** A date, its ISO 8601 text, or its milliseconds since 1970. */
export type DateLike = Date | string | number;

const DAY_MS = 86_400_000;

/** The date; throws RangeError for what is none. */
export function toDate(given: DateLike): Date {
  const date = new Date(given);
  if (Number.isNaN(date.getTime())) throw new RangeError(`toDate: ${String(given)} is no date`);
  return date;
}

/** The day in UTC, as `2026-03-01`. */
export const isoDay = (given: DateLike): string => toDate(given).toISOString().slice(0, 10);

/** So many days later, at the same time of the day in UTC; earlier for a negative number. */
export const addDays = (given: DateLike, days: number): Date => new Date(toDate(given).getTime() + days * DAY_MS);

/** So many months later in UTC; the last day of that month where it has no such day. */
export function addMonths(given: DateLike, months: number): Date {
  const date = toDate(given);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const daysOfMonth = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, daysOfMonth));
  return date;
}

/** How many whole days of UTC lie between, negative when the second is earlier. */
export const daysBetween = (from: DateLike, to: DateLike): number =>
  (Date.parse(isoDay(to)) - Date.parse(isoDay(from))) / DAY_MS;
