"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { LiveRun } from "#components/run/live-run.tsx";
import { codeOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** Reads a run, then follows it. */
export function RunScreen({ runId }: { runId: number }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.runs.get.queryOptions({ runId }));
  if (data) return <LiveRun key={runId} snapshot={data} />;
  if (codeOf(error) === "NOT_FOUND" || codeOf(error) === "BAD_REQUEST")
    return (
      <ErrorState title={`There is no run ${runId}`}>
        <p>It may belong to another workspace, or never have been.</p>
        <Button asChild className="mt-3">
          <Link href="/runs">All runs</Link>
        </Button>
      </ErrorState>
    );
  if (error) return <ErrorState onRetry={() => void refetch()}>{sentenceOf(error)}</ErrorState>;
  return <SkeletonRows label="Reading the run" />;
}
