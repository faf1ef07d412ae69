import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { useTRPC, useTRPCClient } from "#components/trpc/client.tsx";
import type { RunEvent } from "#core/run-event.ts";

const PAGE_EVENTS = 1_000;
const MAX_READ_EVENTS = 50_000;

export interface RunEventList {
  /** From the first event on. */
  events: readonly RunEvent[];
  isComplete: boolean;
  /** There are more events than a page should hold. */
  isTooLong: boolean;
  error: unknown;
}

/** The run's events: those before the feed's first are read page by page when `enabled`, the feed's follow. */
export function useRunEvents(
  runId: number,
  followed: readonly RunEvent[],
  lastSeq: number,
  enabled: boolean,
): RunEventList {
  const trpc = useTRPC();
  const client = useTRPCClient();
  // The feed's first event stays while its list grows, so what is read stays read.
  const upTo = followed[0] ? followed[0].seq - 1 : lastSeq;
  const { data, error, hasNextPage, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey: [...trpc.runs.events.queryKey({ runId }), "pages"],
    queryFn: ({ pageParam, signal }) =>
      client.runs.events.query({ runId, after: pageParam, limit: PAGE_EVENTS }, { signal }),
    initialPageParam: 0,
    getNextPageParam: (page) => page.events.at(-1)?.seq ?? null,
    enabled: enabled && upTo > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });

  const read = useMemo(() => data?.pages.flatMap((page) => page.events) ?? [], [data]);
  const readSeq = read.at(-1)?.seq ?? 0;
  const isTooLong = read.length >= MAX_READ_EVENTS;
  const mayReadOn = enabled && hasNextPage && !isFetching && !error && readSeq < upTo && !isTooLong;
  useEffect(() => {
    if (mayReadOn) void fetchNextPage();
  }, [mayReadOn, fetchNextPage]);

  const events = useMemo(
    () => (readSeq < upTo ? read : [...read.filter(({ seq }) => seq <= upTo), ...followed]),
    [read, readSeq, upTo, followed],
  );
  return { events, isComplete: readSeq >= upTo, isTooLong, error };
}
