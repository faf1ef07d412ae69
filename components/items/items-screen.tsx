"use client";

import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useSearchParams } from "next/navigation";
import { useEffect, useMemo } from "react";
import { ItemFilterBar } from "#components/items/item-filter-bar.tsx";
import { addressOf, filtersOf, type ItemFilters, isFiltered } from "#components/items/item-filters.ts";
import { ItemGrid } from "#components/items/item-grid.tsx";
import { NoItems } from "#components/items/no-items.tsx";
import { codeOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { topologicalOrder } from "#core/graph.ts";

const OFFERED = 100;
/** A search that went through so many pages is not done over and over. */
const REFRESHED_PAGES = 20;
/** So many cells come with one page at most. */
const PAGE_CELLS = 5_000;
const PAGE_ROWS = 50;

/** The items of one workflow by its stages. */
export function ItemsScreen() {
  const trpc = useTRPC();
  const filters = filtersOf(new URLSearchParams(useSearchParams()));
  const offered = useQuery(trpc.workflows.list.queryOptions({ limit: OFFERED }));
  const workflows = offered.data?.rows ?? [];
  const workflow = filters.workflow ?? workflows.find(({ publishedVersion }) => publishedVersion !== null)?.name;
  const change = (next: ItemFilters) => window.history.replaceState(null, "", addressOf(next));

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      {workflow ? (
        <WorkflowItems key={workflow} filters={{ ...filters, workflow }} workflows={workflows} onChange={change} />
      ) : (
        <>
          <PageHeader title="Items" />
          {offered.error ? (
            <ErrorState onRetry={() => offered.refetch()}>{sentenceOf(offered.error)}</ErrorState>
          ) : offered.isPending ? (
            <SkeletonRows label="Loading workflows" />
          ) : (
            <NoItems why="no_workflow" />
          )}
        </>
      )}
    </div>
  );
}

interface WorkflowItemsProps {
  filters: ItemFilters & { workflow: string };
  workflows: readonly { name: string; title: string }[];
  onChange: (filters: ItemFilters) => void;
}

function WorkflowItems({ filters, workflows, onChange }: WorkflowItemsProps) {
  const trpc = useTRPC();
  const { workflow: name } = filters;
  const version = useQuery(trpc.workflows.version.queryOptions({ name }));
  const definition = version.data?.definition;
  const stages = useMemo(() => {
    if (!definition) return [];
    const byId = new Map(definition.stages.map((stage) => [stage.id, stage]));
    const order = topologicalOrder([...byId.keys()], definition.dependencies);
    return order.map((id) => ({ id, title: byId.get(id)?.title || id }));
  }, [definition]);
  const limit = Math.max(10, Math.min(PAGE_ROWS, Math.floor(PAGE_CELLS / Math.max(1, stages.length))));
  const list = useInfiniteQuery(
    trpc.items.list.infiniteQueryOptions(
      { ...filters, limit },
      {
        enabled: definition !== undefined,
        getNextPageParam: (page) => page.next,
        placeholderData: keepPreviousData,
        refetchInterval: (query) =>
          (query.state.data?.pages.length ?? 0) > REFRESHED_PAGES ? false : refreshOf(query),
      },
    ),
  );
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data]);
  const { hasNextPage, isFetching, fetchNextPage } = list;
  // A page may come short: what is asked for is rare, and the search goes on from where it stands.
  const isLooking = hasNextPage && rows.length < limit;
  useEffect(() => {
    if (isLooking && !isFetching) void fetchNextPage();
  }, [isLooking, isFetching, fetchNextPage]);

  const isUnpublished = codeOf(version.error) === "NOT_FOUND";
  return (
    <>
      <PageHeader title="Items">
        <ItemFilterBar filters={filters} workflows={workflows} stages={stages} onChange={onChange} />
      </PageHeader>
      {isUnpublished ? (
        <NoItems why="not_published" workflow={name} />
      ) : version.error || (list.error && rows.length === 0) ? (
        <ErrorState onRetry={() => (version.error ? version.refetch() : list.refetch())}>
          {sentenceOf(version.error ?? list.error)}
        </ErrorState>
      ) : rows.length === 0 && (list.isPending || isLooking) ? (
        <SkeletonRows label={isLooking ? "Looking through earlier runs" : "Loading items"} />
      ) : rows.length === 0 ? (
        <NoItems why={whyNone(filters, definition?.itemId !== undefined)} workflow={name} />
      ) : (
        <ItemGrid
          rows={rows}
          stages={stages}
          isLooking={isLooking}
          onEnd={hasNextPage && !isFetching ? () => void fetchNextPage() : undefined}
        />
      )}
    </>
  );
}

function whyNone(filters: ItemFilters, namesItems: boolean): "filtered" | "no_item_id" | "no_run" {
  if (isFiltered(filters)) return "filtered";
  return namesItems ? "no_run" : "no_item_id";
}
