import type { Counts } from "#scripts/demo/counts.ts";

export interface Checks {
  counts: Counts;
  title(text: string): void;
  /** Prints and counts what must hold. */
  check(what: string, isMet: boolean): void;
}

/** Prints the checks of a demonstration as they are made. */
export function printedChecks(): Checks {
  const counts: Counts = { passed: 0, failed: 0 };
  return {
    counts,
    title: (text) => console.log(`\n${text}`),
    check(what, isMet) {
      counts[isMet ? "passed" : "failed"] += 1;
      console.log(`  ${isMet ? "✓" : "✗"} ${what}`);
    },
  };
}
