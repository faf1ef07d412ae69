"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { CallRow } from "#components/attempts/call-row.tsx";
import { ScrollingRows } from "#components/run/scrolling-rows.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** No event tells of a call: there may be a hundred thousand. Each page that is shown makes the looks rarer. */
const LOOK_MS = 2_000;
const PAGE = 200;
const ROW_PX = 53;

interface CallListProps {
  runId: number;
  taskId: number;
  /** Whether more may come. */
  isOpen: boolean;
}

/** What the code of a task has asked of the outside, in its order and by its time. */
export function CallList({ runId, taskId, isOpen }: CallListProps) {
  const trpc = useTRPC();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    trpc.runs.calls.infiniteQueryOptions(
      { runId, taskId, limit: PAGE },
      {
        getNextPageParam: ({ next }) => next,
        refetchInterval: ({ state }) => isOpen && LOOK_MS * (state.data?.pages.length ?? 1),
      },
    ),
  );
  if (error) return <ErrorState onRetry={() => refetch()}>{sentenceOf(error)}</ErrorState>;
  if (isPending) return <SkeletonRows count={3} label="Reading the calls" />;
  const calls = data.pages.flatMap((page) => page.calls);
  const [first] = calls;
  if (!first)
    return (
      <p className="text-muted">
        {isOpen
          ? "No calls yet. They appear here as the code calls a service with callHost."
          : "The code made no calls to a service."}
      </p>
    );
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <p className="text-muted text-xs">
        {calls.length.toLocaleString("en-US")}
        {hasNextPage && "+"} {calls.length === 1 ? "call" : "calls"}; times count from the first
      </p>
      <ScrollingRows
        rows={calls}
        label="Calls"
        estimatedHeight={ROW_PX}
        keyOf={({ attempt, id }) => `${attempt}/${id}`}
        className="rounded-md border"
        onNearEnd={() => {
          if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
        }}
      >
        {(call) => (
          <div className="border-b">
            <CallRow call={call} since={first.askedAt} />
          </div>
        )}
      </ScrollingRows>
    </div>
  );
}
