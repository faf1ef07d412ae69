import { DomainError } from "#core/errors.ts";

export const STREAMS_PER_CALLER = 10;

/** How many streams of a workspace each caller has open in this process. */
export interface OpenStreams {
  /** Counts a stream until `open` is aborted; refuses one too many. */
  add(caller: string, open: AbortController): void;
}

export function createOpenStreams(most: number): OpenStreams {
  const counts = new Map<string, number>();
  return {
    add(caller, { signal }) {
      if (signal.aborted) return;
      const count = counts.get(caller) ?? 0;
      if (count >= most) throw new DomainError("too_many", `There are ${most} streams open already; close one`);
      counts.set(caller, count + 1);
      const end = () => {
        const left = (counts.get(caller) ?? 1) - 1;
        if (left > 0) counts.set(caller, left);
        else counts.delete(caller);
      };
      signal.addEventListener("abort", end, { once: true });
    },
  };
}
