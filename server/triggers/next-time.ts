import { DomainError } from "#core/errors.ts";
import { nextTimes } from "#core/schedule.ts";
import type { TriggerSettings } from "#core/trigger.ts";

/** When an enabled trigger is due next: after now and after its last time, however the clock was set; null for no schedule. */
export function nextTime(settings: TriggerSettings, now: Date, lastAt: Date | null): Date | null {
  if (settings.kind !== "schedule") return null;
  const [next = null] = nextTimes(settings.timing, lastAt && lastAt > now ? lastAt : now, 1);
  return next;
}

/** The same for settings that were just made; refuses a schedule that would never fire. */
export function requireNextTime(settings: TriggerSettings, now: Date, lastAt: Date | null): Date | null {
  const next = nextTime(settings, now, lastAt);
  if (settings.kind === "schedule" && !next)
    throw new DomainError("bad_input", "settings.timing.at: lies in the past", { field: "settings.timing.at" });
  return next;
}
