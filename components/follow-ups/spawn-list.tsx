"use client";

import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCcw } from "lucide-react";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { useMay } from "#components/trpc/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { SpawnView } from "#core/lineage-views.ts";

const PAGE = 20;

/** What completions have caused and has not become runs: what failed, with why, and what is still to come. */
export function SpawnList({ runId }: { runId: number }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.runs.spawns.infiniteQueryOptions(
      { runId, limit: PAGE },
      { getNextPageParam: (page) => page.next, refetchInterval: refreshOf },
    ),
  );
  const open = (list.data?.pages.flatMap((page) => page.rows) ?? []).filter(({ status }) => status !== "done");
  if (open.length === 0) return null;
  return (
    <section aria-label="Not started" className="border-b">
      <ul>
        {open.map((spawn) => (
          <SpawnItem key={spawn.id} runId={runId} spawn={spawn} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-4" busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </section>
  );
}

function SpawnItem({ runId, spawn }: { runId: number; spawn: SpawnView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayStart = useMay("run.start");
  const retry = useMutation(
    trpc.runs.retrySpawn.mutationOptions({
      onSuccess: () => void queryClient.invalidateQueries(trpc.runs.spawns.pathFilter()),
      onError: (error) => toast.error(sentenceOf(error)),
    }),
  );
  const cause = spawn.stageId === null ? "the run" : spawn.stageId;
  const isFailed = spawn.status === "failed";
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b px-4 py-2 last:border-b-0 md:px-6">
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm">
          <span className="font-mono">{spawn.workflow}</span> <span className="text-muted">after {cause}</span>
        </p>
        {spawn.error && <p className="break-words text-danger-ink text-sm">{spawn.error.message}</p>}
      </div>
      <Badge tone={isFailed ? "danger" : "accent"}>{isFailed ? "Not started" : "Starting"}</Badge>
      {isFailed && mayStart && (
        <Button
          size="sm"
          busy={retry.isPending}
          aria-label={`Retry ${spawn.workflow} after ${cause}`}
          onClick={() => retry.mutate({ runId, spawnId: spawn.id })}
        >
          <RotateCcw aria-hidden /> Retry
        </Button>
      )}
    </li>
  );
}
