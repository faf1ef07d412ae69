"use client";

import { durationWords } from "#components/ui/time-words.ts";
import { useNow } from "#components/ui/use-now.ts";

const TICK_MS = 1_000;

/** How long something took, or has taken so far: without an end it ticks. */
export function Duration({ from, to, className }: { from: string; to: string | null; className?: string }) {
  return (
    <span className={className}>{to ? durationWords(Date.parse(to) - Date.parse(from)) : <Ticking from={from} />}</span>
  );
}

function Ticking({ from }: { from: string }) {
  const now = useNow(TICK_MS);
  return now === null ? "…" : durationWords(now - Date.parse(from));
}
