"use client";

import { useSyncExternalStore } from "react";

const NARROW = "(max-width: 767px)";

function onChange(listener: () => void) {
  const query = window.matchMedia(NARROW);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

/** Whether the screen has only the width of a phone. */
export const useIsNarrow = (): boolean =>
  useSyncExternalStore(
    onChange,
    () => window.matchMedia(NARROW).matches,
    () => false,
  );
