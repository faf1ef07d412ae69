"use client";

import { useNow } from "#components/ui/use-now.ts";
import { nextTimes } from "#core/schedule.ts";
import { Timing } from "#core/timing.ts";

const SHOWN = 5;
const REFRESH_MS = 10_000;

const wordsIn = (time: Date, timeZone: string) =>
  time.toLocaleString("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    ...(time.getTime() % 60_000 === 0 ? {} : { second: "2-digit" }),
  });

/** The next five times of a schedule, as they are being written: in its zone, and in that of the reader if it is another. */
export function NextTimes({ timing, after }: { timing: Timing; after?: string | null }) {
  const now = useNow(REFRESH_MS);
  const parsed = Timing.safeParse(timing);
  if (now === null || !parsed.success) return null;
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const zone = parsed.data.type === "cron" ? parsed.data.timeZone : local;
  const from = Math.max(now, after ? Date.parse(after) : 0);
  const times = nextTimes(parsed.data, new Date(from), SHOWN);
  return (
    <section aria-label="Next times" className="flex flex-col gap-1 rounded-md border bg-canvas px-3 py-2 text-sm">
      <p className="font-medium">
        {times.length === 0
          ? "There is no next time"
          : times.length === 1
            ? "It comes once"
            : `The next ${times.length} times`}
      </p>
      {times.length === 0 && <p className="text-muted text-xs">The time lies in the past.</p>}
      <ol className="flex flex-col gap-0.5">
        {times.map((time) => (
          <li key={time.getTime()} className="flex flex-wrap gap-x-3">
            <time dateTime={time.toISOString()}>
              {wordsIn(time, zone)} <span className="text-muted text-xs">{zone}</span>
            </time>
            {zone !== local && <span className="text-muted">{wordsIn(time, local)} here</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
