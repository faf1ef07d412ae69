"use client";

import { inWords } from "#components/ui/time-words.ts";
import { useNow } from "#components/ui/use-now.ts";

const TICK_MS = 1_000;

/** "in 3 h 5 min", with the exact time on hover. Takes an ISO 8601 string. */
export function Countdown({ to, className }: { to: string; className?: string }) {
  const now = useNow(TICK_MS);
  const date = new Date(to);
  return (
    <time dateTime={to} title={now === null ? to : date.toLocaleString()} className={className}>
      {now === null ? "…" : inWords(date, now)}
    </time>
  );
}
