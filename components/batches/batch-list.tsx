"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Layers, Plus } from "lucide-react";
import { useState } from "react";
import { BatchRow } from "#components/batches/batch-row.tsx";
import { SubmitDialog } from "#components/batches/submit-dialog.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { pageScroller } from "#components/ui/page-scroller.ts";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { VirtualRows } from "#components/ui/virtual-rows.tsx";

const PAGE = 50;
const ROW_HEIGHT = 64;

export function BatchList() {
  const trpc = useTRPC();
  const maySubmit = useMay("batch.submit");
  const [submitting, setSubmitting] = useState(false);
  const list = useInfiniteQuery(
    trpc.batches.list.infiniteQueryOptions(
      { limit: PAGE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData, refetchInterval: refreshOf },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  const submit = maySubmit && (
    <Button look="primary" onClick={() => setSubmitting(true)}>
      <Plus aria-hidden /> Submit a batch
    </Button>
  );

  return (
    <>
      <PageHeader title="Batches" actions={submit} />
      {list.isPending ? (
        <SkeletonRows label="Loading batches" />
      ) : list.error && rows.length === 0 ? (
        <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
      ) : rows.length === 0 ? (
        <EmptyState icon={Layers} title="No batch has been submitted yet">
          A batch starts one run for each item of a list, all or none, and is watched and stopped as a whole.
        </EmptyState>
      ) : (
        <VirtualRows
          rows={rows}
          rowHeight={ROW_HEIGHT}
          keyOf={(batch) => batch.id}
          scroller={pageScroller}
          label="Batches"
          onEnd={list.hasNextPage && !list.isFetchingNextPage ? list.fetchNextPage : undefined}
        >
          {(batch) => <BatchRow batch={batch} />}
        </VirtualRows>
      )}
      {submitting && <SubmitDialog onClose={() => setSubmitting(false)} />}
    </>
  );
}
