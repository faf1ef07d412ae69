import { useSyncExternalStore } from "react";

const WIDE = "(min-width: 48rem)";

function listen(onChange: () => void) {
  const query = window.matchMedia(WIDE);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
}

/** Whether there is room for a panel beside the graph; a phone gets a list and a sheet. */
export const useIsWide = (): boolean =>
  useSyncExternalStore(
    listen,
    () => window.matchMedia(WIDE).matches,
    () => true,
  );
