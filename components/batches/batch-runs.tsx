"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import { RunRow } from "#components/runs/run-row.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { pageScroller } from "#components/ui/page-scroller.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import type { RunStatus } from "#core/statuses.ts";

const PAGE = 50;
const ROW_HEIGHT = 64;

/** The runs of a batch, newest first. */
export function BatchRuns({ batchId, status }: { batchId: number; status: RunStatus | null }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.runs.list.infiniteQueryOptions(
      { batch: batchId, ...(status && { status }), limit: PAGE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData, refetchInterval: refreshOf },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  if (list.isPending) return <SkeletonRows label="Loading runs" />;
  if (list.error && rows.length === 0)
    return <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>;
  if (rows.length === 0)
    return (
      <EmptyState icon={Play} title="No run stands there">
        Choose another status above.
      </EmptyState>
    );
  return (
    <VirtualRows
      rows={rows}
      rowHeight={ROW_HEIGHT}
      keyOf={(run) => run.id}
      scroller={pageScroller}
      label="Runs of the batch"
      onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
    >
      {(run) => <RunRow run={run} isSelected={false} />}
    </VirtualRows>
  );
}
