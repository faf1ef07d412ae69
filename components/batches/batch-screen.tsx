"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { BatchRules } from "#components/batches/batch-rules.tsx";
import { BatchRuns } from "#components/batches/batch-runs.tsx";
import { BatchState } from "#components/batches/batch-state.tsx";
import { BatchTotals } from "#components/batches/batch-totals.tsx";
import { StopBatch } from "#components/batches/stop-batch.tsx";
import { BatchDeliveries } from "#components/deliveries/batch-deliveries.tsx";
import { codeOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { RunStatus } from "#core/statuses.ts";

const EVERY_MS = 2_000;

export function BatchScreen({ batchId }: { batchId: number }) {
  const trpc = useTRPC();
  const maySubmit = useMay("batch.submit");
  const mayStop = useMay("batch.stop");
  const [status, setStatus] = useState<RunStatus | null>(null);
  const { data, error, refetch } = useQuery(trpc.batches.get.queryOptions({ batchId }, { refetchInterval: EVERY_MS }));
  if (codeOf(error) === "NOT_FOUND")
    return (
      <ErrorState title={`There is no batch ${batchId}`}>
        It may belong to another workspace, or have been deleted.
      </ErrorState>
    );
  if (error && !data) return <ErrorState onRetry={() => void refetch()}>{sentenceOf(error)}</ErrorState>;
  if (!data) return <SkeletonRows label="Reading the batch" />;
  return (
    <>
      <PageHeader
        title={
          <>
            {data.title || data.workflowTitle || data.workflowName} <span className="text-muted">batch {data.id}</span>
          </>
        }
        beside={<BatchState batch={data} />}
        actions={
          data.openCount > 0 && (
            <>
              {maySubmit && <BatchRules batch={data} />}
              {mayStop && <StopBatch batchId={data.id} openCount={data.openCount} />}
            </>
          )
        }
      >
        <p className="text-muted text-sm">
          Runs of{" "}
          <Link
            href={`/workflows/${encodeURIComponent(data.workflowName)}`}
            className="text-ink underline underline-offset-2"
          >
            {data.workflowTitle || data.workflowName}
          </Link>
          , submitted <RelativeTime at={data.createdAt} /> by {data.createdBy}
        </p>
        <BatchTotals batch={data} status={status} onChoose={setStatus} />
      </PageHeader>
      {data.finishedAt !== null && <BatchDeliveries batchId={batchId} />}
      <BatchRuns batchId={batchId} status={status} />
    </>
  );
}
