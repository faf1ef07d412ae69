"use client";

import { useQuery } from "@tanstack/react-query";
import { LiveRun } from "#components/run/live-run.tsx";
import { UnreadRun } from "#components/run/unread-run.tsx";
import { useTRPC } from "#components/trpc/client.tsx";

/** Reads a run, then follows it. */
export function RunScreen({ runId }: { runId: number }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.runs.get.queryOptions({ runId }));
  if (data) return <LiveRun key={runId} snapshot={data} />;
  return <UnreadRun runId={runId} error={error} onRetry={() => void refetch()} />;
}
