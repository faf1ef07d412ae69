"use client";

import { agoWords, dateWords } from "#components/ui/time-words.ts";
import { useNow } from "#components/ui/use-now.ts";

const REFRESH_MS = 10_000;

/** "3 min ago", with the exact time on hover. Takes an ISO 8601 string. */
export function RelativeTime({ at, className }: { at: string; className?: string }) {
  const now = useNow(REFRESH_MS);
  const date = new Date(at);
  return (
    <time dateTime={at} title={now === null ? at : date.toLocaleString()} className={className}>
      {now === null ? dateWords(date) : agoWords(date, now)}
    </time>
  );
}
