"use client";

import { Badge } from "#components/ui/badge.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { useNow } from "#components/ui/use-now.ts";

const TICK_MS = 1_000;

/** By when a review should be decided, or that it should have been. */
export function DueTime({ at }: { at: string }) {
  const now = useNow(TICK_MS);
  if (now !== null && now >= Date.parse(at)) return <Badge tone="danger">Overdue</Badge>;
  return (
    <span className="text-muted text-sm">
      due <Countdown to={at} />
    </span>
  );
}
