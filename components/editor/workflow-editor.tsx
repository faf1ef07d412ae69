"use client";

import { useQuery } from "@tanstack/react-query";
import { DraftEditor } from "#components/editor/draft-editor.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** Loads a workflow's draft once; from then on the draft on screen is ahead of the stored one. */
export function WorkflowEditor({ name }: { name: string }) {
  const trpc = useTRPC();
  const { data, error, refetch, isFetchedAfterMount } = useQuery(
    trpc.workflows.get.queryOptions(
      { name },
      {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnMount: "always",
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
      },
    ),
  );
  if (error && !data)
    return (
      <ErrorState title="This workflow could not be opened" onRetry={() => refetch()}>
        {sentenceOf(error)}
      </ErrorState>
    );
  // What an earlier visit left in the cache is of an older revision.
  if (!data || !isFetchedAfterMount) return <SkeletonRows label="Loading the workflow" />;
  return <DraftEditor key={data.id} workflow={data} />;
}
