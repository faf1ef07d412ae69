"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Play } from "lucide-react";
import Link from "next/link";
import { useSearchParams } from "next/navigation";
import { FilterBar } from "#components/runs/filter-bar.tsx";
import { addressOf, filtersOf, isFiltered } from "#components/runs/run-filters.ts";
import { RunRow } from "#components/runs/run-row.tsx";
import { SelectedRuns } from "#components/runs/selected-runs.tsx";
import { useRunSelection } from "#components/runs/use-run-selection.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { pageScroller } from "#components/ui/page-scroller.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";

const PAGE = 50;
const ROW_HEIGHT = 64;

export function RunList() {
  const trpc = useTRPC();
  const filters = filtersOf(new URLSearchParams(useSearchParams()));
  const list = useInfiniteQuery(
    trpc.runs.list.infiniteQueryOptions(
      { ...filters, limit: PAGE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData, refetchInterval: refreshOf },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const { selected, isSelected, choose, clear } = useRunSelection(rows);

  return (
    <>
      <PageHeader title="Runs">
        <FilterBar filters={filters} onChange={(next) => window.history.pushState(null, "", addressOf(next))} />
      </PageHeader>
      {list.isPending ? (
        <SkeletonRows label="Loading runs" />
      ) : list.error && rows.length === 0 ? (
        <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
      ) : rows.length === 0 ? (
        <NoRuns filtered={isFiltered(filters)} />
      ) : (
        <VirtualRows
          rows={rows}
          rowHeight={ROW_HEIGHT}
          keyOf={(run) => run.id}
          scroller={pageScroller}
          label="Runs"
          onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        >
          {(run) => (
            <RunRow run={run} isSelected={isSelected(run.id)} onSelect={(isRange) => choose(run.id, isRange)} />
          )}
        </VirtualRows>
      )}
      {selected.length > 0 && <SelectedRuns runs={selected} onClear={clear} />}
    </>
  );
}

function NoRuns({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <EmptyState icon={Play} title="No run fits these filters">
        Clear a filter above to see more.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={Play}
      title="Nothing has run yet"
      actions={
        <Button look="primary" asChild>
          <Link href="/workflows">Go to workflows</Link>
        </Button>
      }
    >
      Publish a workflow and press Run: each run appears here as it starts.
    </EmptyState>
  );
}
