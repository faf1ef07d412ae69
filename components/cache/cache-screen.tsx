"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Archive } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { CacheFilterBar } from "#components/cache/cache-filter-bar.tsx";
import { addressOf, askedFor, type CacheFilters, filtersOf, isFiltered } from "#components/cache/cache-filters.ts";
import { CacheListHead } from "#components/cache/cache-list-head.tsx";
import { CacheRow } from "#components/cache/cache-row.tsx";
import { outputWords, totalOf, totalWords } from "#components/cache/cache-words.ts";
import { ForgetDialog } from "#components/cache/forget-dialog.tsx";
import { StageStats } from "#components/cache/stage-stats.tsx";
import { useForget } from "#components/cache/use-forget.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { pageScroller } from "#components/ui/page-scroller.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";

const PAGE = 50;
const ROW_HEIGHT = 64;
const STATS_EVERY_MS = 5_000;

/** The outputs that are found again instead of being made anew: newest first. */
export function CacheScreen() {
  const trpc = useTRPC();
  const filters = filtersOf(new URLSearchParams(useSearchParams()));
  const asked = askedFor(filters);
  const mayForget = useMay("cache.manage");
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [asking, setAsking] = useState(false);
  const stats = useQuery(
    trpc.cache.stats.queryOptions(asked, { placeholderData: keepPreviousData, refetchInterval: STATS_EVERY_MS }),
  );
  const list = useInfiniteQuery(
    trpc.cache.list.infiniteQueryOptions(
      { ...asked, limit: PAGE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData, refetchInterval: refreshOf },
    ),
  );
  const forget = useForget(() => {
    setAsking(false);
    setChosen(new Set());
  });
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = totalOf(stats.data ?? []);

  function show(next: CacheFilters) {
    setChosen(new Set());
    window.history.pushState(null, "", addressOf(next));
  }
  function toggle(id: number) {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  }

  return (
    <>
      <PageHeader
        title="Cache"
        beside={stats.data && <p className="text-muted text-sm max-sm:w-full">{totalWords(total)}</p>}
        actions={
          total.entries > 0 && (
            <>
              <StageStats stats={stats.data ?? []} onChoose={(stage) => show({ ...filters, ...stage })} />
              {mayForget && (
                <Button onClick={() => setAsking(true)}>
                  Forget {isFiltered(filters) ? `these ${outputWords(total.entries)}` : "all"}
                </Button>
              )}
            </>
          )
        }
      >
        <CacheFilterBar filters={filters} onChange={show} />
      </PageHeader>
      {list.isPending ? (
        <SkeletonRows label="Loading the cache" />
      ) : list.error && rows.length === 0 ? (
        <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
      ) : rows.length === 0 ? (
        <NothingKept filtered={isFiltered(filters)} />
      ) : (
        <>
          <CacheListHead
            mayForget={mayForget}
            offered={rows.map(({ id }) => id)}
            chosen={chosen}
            onChoose={(ids) => setChosen(new Set(ids))}
          />
          <VirtualRows
            rows={rows}
            rowHeight={ROW_HEIGHT}
            keyOf={({ id }) => id}
            scroller={pageScroller}
            label="Kept outputs"
            onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
          >
            {(entry) => (
              <CacheRow entry={entry}>
                {mayForget && (
                  <Checkbox
                    aria-label={`Select output ${entry.id}`}
                    checked={chosen.has(entry.id)}
                    onCheckedChange={() => toggle(entry.id)}
                  />
                )}
              </CacheRow>
            )}
          </VirtualRows>
        </>
      )}
      <ForgetDialog
        open={asking}
        onOpenChange={setAsking}
        count={total.entries}
        busy={forget.isPending}
        onConfirm={() => forget.mutate({ filter: asked })}
      />
    </>
  );
}

function NothingKept({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <EmptyState icon={Archive} title="No output fits these filters">
        Clear a filter above to see more.
      </EmptyState>
    );
  return (
    <EmptyState icon={Archive} title="Nothing is kept yet">
      Let a stage be found again, under Cache in the editor: each output that it makes appears here.
    </EmptyState>
  );
}
