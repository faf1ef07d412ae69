"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { Workflow } from "lucide-react";
import Link from "next/link";
import { SpawnList } from "#components/follow-ups/spawn-list.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { Button } from "#components/ui/button.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { FollowUpRun } from "#core/lineage-views.ts";
import type { RunView } from "#core/views.ts";

const PAGE = 50;

/** The runs that a run has started, and what it could not start. */
export function RunFollowUps({ run }: { run: Pick<RunView, "id"> }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.runs.followUps.infiniteQueryOptions(
      { runId: run.id, limit: PAGE },
      { getNextPageParam: (page) => page.next, refetchInterval: refreshOf },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  if (list.isPending) return <SkeletonRows count={3} label="Loading follow-ups" />;
  if (list.error && rows.length === 0)
    return <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>;
  return (
    <div className="overflow-y-auto">
      <SpawnList runId={run.id} />
      {rows.length === 0 ? (
        <EmptyState icon={Workflow} title="No run was started yet">
          Runs that this run starts, when a stage completes or waits for them, appear here.
        </EmptyState>
      ) : (
        <ul aria-label="Follow-ups">
          {rows.map((followUp) => (
            <FollowUp key={followUp.id} followUp={followUp} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <Button look="ghost" className="m-4" busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </div>
  );
}

const causeOf = ({ stageId, isAwaited }: FollowUpRun): string =>
  stageId === null ? "after the run" : isAwaited ? `${stageId} waits for it` : `after ${stageId}`;

const FollowUp = ({ followUp }: { followUp: FollowUpRun }) => (
  <li className="relative flex flex-wrap items-center gap-x-4 gap-y-1 border-b px-4 py-2 hover:bg-hover md:px-6">
    <div className="min-w-0 flex-1">
      <Link href={`/runs/${followUp.id}`} className="block truncate font-medium after:absolute after:inset-0">
        <span className="text-muted">#{followUp.id}</span> {followUp.workflowTitle || followUp.workflowName}
      </Link>
      <p className="truncate text-muted text-xs">
        {followUp.itemId === null ? "No item" : <span className="text-ink">{followUp.itemId}</span>} ·{" "}
        {causeOf(followUp)}
      </p>
    </div>
    <StatusBadge status={followUp.status} />
    <span className="text-muted text-xs">
      {followUp.startAt && followUp.status === "queued" ? (
        <>
          starts <Countdown to={followUp.startAt} />
        </>
      ) : (
        <Duration from={followUp.createdAt} to={followUp.finishedAt} />
      )}
    </span>
  </li>
);
