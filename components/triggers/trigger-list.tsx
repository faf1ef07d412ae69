"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { CalendarClock } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { NewTriggerMenu } from "#components/triggers/new-trigger-menu.tsx";
import { TriggerRow } from "#components/triggers/trigger-row.tsx";
import { KIND_TITLES } from "#components/triggers/trigger-words.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { useMay } from "#components/trpc/session.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { pageScroller } from "#components/ui/page-scroller.ts";
import { Select } from "#components/ui/select.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";
import { TRIGGER_KINDS, type TriggerKind } from "#core/trigger.ts";

const PAGE = 50;
const ROW_HEIGHT = 64;

/** What starts runs by itself, of one workflow or of all. */
export function TriggerList({ workflow }: { workflow: string | null }) {
  const trpc = useTRPC();
  const mayManage = useMay("trigger.manage");
  const [kind, setKind] = useState<TriggerKind | null>(null);
  const list = useInfiniteQuery(
    trpc.triggers.list.infiniteQueryOptions(
      { limit: PAGE, ...(kind && { kind }), ...(workflow && { workflow }) },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData, refetchInterval: refreshOf },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <>
      <PageHeader title="Triggers" actions={mayManage && <NewTriggerMenu workflow={workflow} />}>
        <div className="flex flex-wrap items-center gap-3">
          <Select
            aria-label="Kind"
            className="max-w-44"
            value={kind ?? ""}
            onChange={({ target }) => setKind((target.value || null) as TriggerKind | null)}
          >
            <option value="">All kinds</option>
            {TRIGGER_KINDS.map((each) => (
              <option key={each} value={each}>
                {KIND_TITLES[each]}s
              </option>
            ))}
          </Select>
          {workflow && (
            <p className="text-muted text-sm">
              of{" "}
              <Link href={`/workflows/${encodeURIComponent(workflow)}`} className="font-mono text-ink hover:underline">
                {workflow}
              </Link>
              ,{" "}
              <Link href="/triggers" className="underline underline-offset-2 hover:text-ink">
                show all
              </Link>
            </p>
          )}
        </div>
      </PageHeader>
      {list.isPending ? (
        <SkeletonRows label="Loading triggers" />
      ) : list.error && rows.length === 0 ? (
        <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
      ) : rows.length === 0 ? (
        <EmptyState
          icon={CalendarClock}
          title={kind === null ? "Nothing starts by itself yet" : "There is none of this kind"}
          actions={mayManage && <NewTriggerMenu workflow={workflow} />}
        >
          A trigger starts runs of a workflow: at certain times, when something calls its address, or when an event is
          published.
          {!mayManage && " An editor or the owner can make one."}
        </EmptyState>
      ) : (
        <VirtualRows
          rows={rows}
          rowHeight={ROW_HEIGHT}
          keyOf={(trigger) => trigger.id}
          scroller={pageScroller}
          label="Triggers"
          onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        >
          {(trigger) => <TriggerRow trigger={trigger} />}
        </VirtualRows>
      )}
    </>
  );
}
