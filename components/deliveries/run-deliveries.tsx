"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useState } from "react";
import { DeliverySheet } from "#components/deliveries/delivery-detail.tsx";
import { DeliveryRow } from "#components/deliveries/delivery-row.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

const PAGE = 50;

/** The deliveries of a run, or of one of its tasks. */
export function RunDeliveries({ runId, taskId }: { runId: number; taskId?: number }) {
  const trpc = useTRPC();
  const [openId, setOpenId] = useState<number | null>(null);
  const list = useInfiniteQuery(
    trpc.deliveries.list.infiniteQueryOptions(
      { runId, ...(taskId !== undefined && { taskId }), limit: PAGE },
      { getNextPageParam: (page) => page.next, refetchInterval: refreshOf },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  if (list.isPending) return <SkeletonRows count={3} label="Loading deliveries" />;
  if (list.error && rows.length === 0)
    return <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>;
  if (rows.length === 0)
    return (
      <EmptyState icon={Send} title="Nothing was sent yet">
        What actions send when {taskId === undefined ? "this run or its stages start" : "this stage starts"}, and end,
        appears here.
      </EmptyState>
    );
  return (
    <div className="overflow-y-auto">
      <ul aria-label="Deliveries">
        {rows.map((delivery) => (
          <li key={delivery.id}>
            <DeliveryRow delivery={delivery} showRun={false} onOpen={setOpenId} />
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-4" busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show more
        </Button>
      )}
      <DeliverySheet id={openId} onClose={() => setOpenId(null)} />
    </div>
  );
}
