"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { useSearchParams } from "next/navigation";
import { useState } from "react";
import { AuditActions } from "#components/audit/audit-actions.tsx";
import { AuditDetail } from "#components/audit/audit-detail.tsx";
import { AuditFilterBar } from "#components/audit/audit-filter-bar.tsx";
import { addressOf, filtersOf, isFiltered } from "#components/audit/audit-filters.ts";
import { AuditRow } from "#components/audit/audit-row.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { pageScroller } from "#components/ui/page-scroller.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import type { AuditEntry } from "#core/audit-views.ts";

const PAGE = 50;
const ROW_HEIGHT = 60;

/** Who changed what, newest first. */
export function AuditList() {
  const trpc = useTRPC();
  const filters = filtersOf(new URLSearchParams(useSearchParams()));
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const list = useInfiniteQuery(
    trpc.audit.list.infiniteQueryOptions(
      { ...filters, limit: PAGE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <PageHeader title="Audit" actions={<AuditActions filters={filters} />}>
        <AuditFilterBar filters={filters} onChange={(next) => window.history.pushState(null, "", addressOf(next))} />
      </PageHeader>
      {list.isPending ? (
        <SkeletonRows label="Loading the audit" />
      ) : list.error && rows.length === 0 ? (
        <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
      ) : rows.length === 0 ? (
        <Nothing filtered={isFiltered(filters)} />
      ) : (
        <VirtualRows
          rows={rows}
          rowHeight={ROW_HEIGHT}
          keyOf={({ seq }) => seq}
          scroller={pageScroller}
          label="Audit"
          onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        >
          {(entry) => <AuditRow entry={entry} onOpen={setOpen} />}
        </VirtualRows>
      )}
      <AuditDetail entry={open} onClose={() => setOpen(null)} />
    </>
  );
}

const Nothing = ({ filtered }: { filtered: boolean }) =>
  filtered ? (
    <EmptyState icon={ScrollText} title="No change fits these filters">
      Clear a filter above to see more.
    </EmptyState>
  ) : (
    <EmptyState icon={ScrollText} title="Nothing has been changed yet">
      Whatever a person or an API key changes from now on appears here.
    </EmptyState>
  );
