"use client";

import { useCallback, useSyncExternalStore } from "react";

interface Clock {
  now: number;
  listeners: Set<() => void>;
  timer: ReturnType<typeof setInterval> | undefined;
}

const clocks = new Map<number, Clock>();

function clockOf(everyMs: number): Clock {
  const known = clocks.get(everyMs);
  if (known) return known;
  const clock: Clock = { now: Date.now(), listeners: new Set(), timer: undefined };
  clocks.set(everyMs, clock);
  return clock;
}

function listen(everyMs: number, listener: () => void) {
  const clock = clockOf(everyMs);
  clock.listeners.add(listener);
  clock.now = Date.now();
  clock.timer ??= setInterval(() => {
    clock.now = Date.now();
    for (const tell of clock.listeners) tell();
  }, everyMs);
  return () => {
    clock.listeners.delete(listener);
    if (clock.listeners.size > 0) return;
    clearInterval(clock.timer);
    clock.timer = undefined;
  };
}

/** The time in milliseconds, one timer for all who ask; null while the server renders, so that both sides agree. */
export function useNow(everyMs: number): number | null {
  const subscribe = useCallback((listener: () => void) => listen(everyMs, listener), [everyMs]);
  return useSyncExternalStore<number | null>(
    subscribe,
    () => clockOf(everyMs).now,
    () => null,
  );
}
