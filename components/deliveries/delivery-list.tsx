"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Send } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { DeliverySheet } from "#components/deliveries/delivery-detail.tsx";
import { DeliveryFilterBar } from "#components/deliveries/delivery-filter-bar.tsx";
import { addressOf, filtersOf, isFiltered, openIdOf } from "#components/deliveries/delivery-filters.ts";
import { DeliveryRow } from "#components/deliveries/delivery-row.tsx";
import { SelectionBar } from "#components/deliveries/selection-bar.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { useMay } from "#components/trpc/session.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { pageScroller } from "#components/ui/page-scroller.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import { mayReplay } from "#core/delivery/status.ts";

const PAGE = 50;
const ROW_HEIGHT = 64;

/** What actions have sent, or are about to: newest first. */
export function DeliveryList() {
  const trpc = useTRPC();
  const search = new URLSearchParams(useSearchParams());
  const filters = filtersOf(search);
  const maySend = useMay("delivery.replay");
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const list = useInfiniteQuery(
    trpc.deliveries.list.infiniteQueryOptions(
      { ...filters, limit: PAGE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData, refetchInterval: refreshOf },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const offered = rows.filter(({ status }) => mayReplay(status)).map(({ id }) => id);

  function toggle(id: number) {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  }

  return (
    <>
      <PageHeader title="Deliveries">
        <DeliveryFilterBar
          filters={filters}
          onChange={(next) => {
            setChosen(new Set());
            window.history.pushState(null, "", addressOf(next));
          }}
        />
      </PageHeader>
      {list.isPending ? (
        <SkeletonRows label="Loading deliveries" />
      ) : list.error && rows.length === 0 ? (
        <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
      ) : rows.length === 0 ? (
        <NoDeliveries filtered={isFiltered(filters)} />
      ) : (
        <>
          {maySend && <SelectionBar offered={offered} chosen={chosen} onChoose={(ids) => setChosen(new Set(ids))} />}
          <VirtualRows
            rows={rows}
            rowHeight={ROW_HEIGHT}
            keyOf={({ id }) => id}
            scroller={pageScroller}
            label="Deliveries"
            onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
          >
            {(delivery) => (
              <DeliveryRow
                delivery={delivery}
                showRun
                onOpen={(id) => window.history.pushState(null, "", addressOf(filters, id))}
              >
                {maySend && (
                  <Checkbox
                    aria-label={`Select delivery ${delivery.id}`}
                    checked={chosen.has(delivery.id) && mayReplay(delivery.status)}
                    disabled={!mayReplay(delivery.status)}
                    onCheckedChange={() => toggle(delivery.id)}
                  />
                )}
              </DeliveryRow>
            )}
          </VirtualRows>
        </>
      )}
      <DeliverySheet id={openIdOf(search)} onClose={() => window.history.replaceState(null, "", addressOf(filters))} />
    </>
  );
}

function NoDeliveries({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <EmptyState icon={Send} title="No delivery fits these filters">
        Clear a filter above to see more.
      </EmptyState>
    );
  return (
    <EmptyState icon={Send} title="Nothing has been sent yet">
      Give a stage or a workflow an action in the editor: each webhook that it sends appears here.
    </EmptyState>
  );
}
