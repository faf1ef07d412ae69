"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Plus, SquareFunction } from "lucide-react";
import Link from "next/link";
import { useDeferredValue, useState } from "react";
import { NewFunctionDialog } from "#components/functions/new-function-dialog.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Input } from "#components/ui/input.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { pageScroller } from "#components/ui/page-scroller.ts";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { useShortcuts } from "#components/ui/shortcuts.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import type { FunctionSummary } from "#core/function-views.ts";

const PAGE = 50;
const ROW_HEIGHT = 64;

/** The functions that the code of all workflows may import. */
export function FunctionList({ retired }: { retired: boolean }) {
  const trpc = useTRPC();
  const mayPublish = useMay("function.publish");
  const [search, setSearch] = useState("");
  const [isNaming, setNaming] = useState(false);
  const wanted = useDeferredValue(search.trim());
  const list = useInfiniteQuery(
    trpc.functions.list.infiniteQueryOptions(
      { retired, limit: PAGE, ...(wanted ? { search: wanted } : {}) },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  useShortcuts("Functions", mayPublish ? [{ keys: "n", label: "New function", run: () => setNaming(true) }] : []);
  const newButton = mayPublish && (
    <Button look="primary" onClick={() => setNaming(true)}>
      <Plus aria-hidden />
      New function
    </Button>
  );
  return (
    <>
      <PageHeader title={retired ? "Retired functions" : "Functions"} actions={newButton}>
        <div className="flex items-center gap-3">
          <Input
            type="search"
            aria-label="Search functions"
            placeholder="Search by name or description"
            value={search}
            onChange={(event) => setSearch(event.target.value)}
            className="max-w-72"
          />
          <Link
            href={retired ? "/functions" : "/functions?retired=1"}
            className="shrink-0 text-muted text-sm underline underline-offset-2 hover:text-ink"
          >
            {retired ? "Back to all" : "Retired"}
          </Link>
        </div>
      </PageHeader>
      {list.isPending ? (
        <SkeletonRows label="Loading functions" />
      ) : list.error && rows.length === 0 ? (
        <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
      ) : rows.length === 0 ? (
        <NoFunctions search={wanted} retired={retired} mayPublish={mayPublish} />
      ) : (
        <VirtualRows
          rows={rows}
          rowHeight={ROW_HEIGHT}
          keyOf={({ name }) => name}
          scroller={pageScroller}
          label="Functions"
          onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        >
          {(row) => <FunctionRow row={row} />}
        </VirtualRows>
      )}
      {isNaming && <NewFunctionDialog onClose={() => setNaming(false)} />}
    </>
  );
}

const FunctionRow = ({ row: { name, description, latestVersion, changedAt } }: { row: FunctionSummary }) => (
  <article
    aria-label={name}
    className="relative flex min-h-16 items-center gap-3 border-b px-4 py-2 hover:bg-hover md:px-6"
  >
    <div className="min-w-0 flex-1">
      <Link
        href={`/functions/${encodeURIComponent(name)}`}
        className="block truncate font-medium font-mono after:absolute after:inset-0"
      >
        {name}
      </Link>
      <p className="truncate text-muted text-xs">
        {description && <>{description} · </>}published <RelativeTime at={changedAt} />
      </p>
    </div>
    <Badge tone="accent">Version {latestVersion}</Badge>
  </article>
);

function NoFunctions({ search, retired, mayPublish }: { search: string; retired: boolean; mayPublish: boolean }) {
  if (search)
    return (
      <EmptyState icon={SquareFunction} title={`No function is called “${search}”`}>
        Search looks in names and descriptions. Try fewer letters.
      </EmptyState>
    );
  if (retired)
    return (
      <EmptyState icon={SquareFunction} title="Nothing is retired">
        Functions that you retire wait here until you restore them.
      </EmptyState>
    );
  return (
    <EmptyState icon={SquareFunction} title="No functions yet">
      What you publish here, the code of any stage of any workflow may import by its name and version.
      {mayPublish ? " Add the first with New function." : " An editor or the owner can publish one."}
    </EmptyState>
  );
}
