import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { type Focus, freshRow } from "#components/run/focus.ts";
import { useThrottled } from "#components/run/use-throttled.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import type { StageCounts, SubtaskRow } from "#core/views.ts";

export type SubtaskFilter = "all" | "running" | "failed";

const PAGE_ROWS = 200;
const READ_AGAIN_MS = 1_500;

/** The subtasks of a fan-out, page by page, kept fresh by the feed. */
export function useSubtasks(runId: number, stageId: string, filter: SubtaskFilter, counts: StageCounts, focus: Focus) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = useInfiniteQuery(
    trpc.runs.subtasks.infiniteQueryOptions(
      { runId, stageId, limit: PAGE_ROWS, ...(filter === "all" ? {} : { status: filter }) },
      { getNextPageParam: (page) => page.next, refetchOnMount: "always" },
    ),
  );

  // Rows of the whole list are kept fresh by their events; a filtered list gains and loses rows and is read again.
  const change = useThrottled(
    filter === "all" ? `${focus.fanOuts}` : `${focus.fanOuts} ${counts[filter]}`,
    READ_AGAIN_MS,
  );
  const known = useRef(change);
  useEffect(() => {
    if (known.current === change) return;
    known.current = change;
    void queryClient.invalidateQueries(trpc.runs.subtasks.infiniteQueryFilter({ runId, stageId }));
  }, [change, queryClient, trpc, runId, stageId]);

  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const rows = useMemo<SubtaskRow[]>(
    () => (data?.pages.flatMap((page) => page.rows) ?? []).map((row) => freshRow(row, focus.subtasks)),
    [data, focus.subtasks],
  );
  const readOn = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { rows, readOn, isPending: query.isPending, error: query.error };
}
