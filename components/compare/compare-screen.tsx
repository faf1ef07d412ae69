"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ComparedRuns } from "#components/compare/compared-runs.tsx";
import { codeOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { isFinished } from "#core/statuses.ts";

const MOVING_MS = 3_000;

/** Reads two runs beside each other, again and again while one of them moves. */
export function CompareScreen({ runId, otherRunId }: { runId: number; otherRunId: number }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.runs.compare.queryOptions(
      { runId, otherRunId },
      {
        refetchInterval: ({ state }) =>
          state.data && !(isFinished(state.data.first.status) && isFinished(state.data.second.status)) && MOVING_MS,
      },
    ),
  );
  if (data) return <ComparedRuns key={`${runId} ${otherRunId}`} comparison={data} />;
  if (codeOf(error) === "NOT_FOUND" || codeOf(error) === "BAD_REQUEST")
    return (
      <ErrorState title="These runs cannot be compared">
        <p>{sentenceOf(error)}</p>
        <Button asChild className="mt-3">
          <Link href="/runs">All runs</Link>
        </Button>
      </ErrorState>
    );
  if (error) return <ErrorState onRetry={() => void refetch()}>{sentenceOf(error)}</ErrorState>;
  return <SkeletonRows label="Comparing the runs" />;
}
