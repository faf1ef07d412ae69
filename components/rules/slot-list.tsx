"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { SlotTask, SlotView } from "#core/rule-views.ts";
import { scopeWords, slotWords } from "#core/rule-words.ts";

const PAGE = 20;

/** The slots of a rule that are held or waited for, as they stand now; null for those that stages declare. */
export function SlotList({ ruleId, whenEmpty }: { ruleId: string | null; whenEmpty: string }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.rules.slots.infiniteQueryOptions(
      { ruleId, limit: PAGE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData, refetchInterval: refreshOf },
    ),
  );
  const rows = list.data?.pages.flatMap((page) => page.rows) ?? [];
  if (list.isPending) return <SkeletonRows count={1} label="Loading slots" />;
  if (list.error && rows.length === 0)
    return <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>;
  if (rows.length === 0) return <p className="px-4 py-3 text-muted text-sm">{whenEmpty}</p>;
  return (
    <>
      <ul aria-label="Slots" className="divide-y">
        {rows.map((slot) => (
          <Slot key={slot.key} slot={slot} isOfStage={ruleId === null} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button look="ghost" className="m-2" busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}

function Slot({ slot, isOfStage }: { slot: SlotView; isOfStage: boolean }) {
  const { used, max, holding, waiting, missing } = slot;
  const words = slotWords(slot.values, missing);
  const amount =
    max === null ? used.toLocaleString("en") : `${used.toLocaleString("en")} of ${max.toLocaleString("en")}`;
  return (
    <li className="flex flex-col gap-1 px-4 py-2.5 text-sm">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1 basis-40 truncate">
          {isOfStage && <span className="text-muted">{scopeWords(slot)}: </span>}
          {words}
        </span>
        {missing.length > 0 ? (
          <Badge tone="danger">A field is missing</Badge>
        ) : (
          <span className="flex w-36 items-center gap-2">
            <ProgressBar done={Math.min(used, max ?? used)} total={max ?? used} label={`${words}: ${amount}`} />
            <span className="shrink-0 text-xs tabular-nums">{amount}</span>
          </span>
        )}
      </div>
      <p className="flex flex-wrap gap-x-4 gap-y-0.5 text-muted text-xs">
        <Tasks
          word={holding === 1 ? "1 runs" : `${holding.toLocaleString("en")} run`}
          tasks={slot.holders}
          count={holding}
        />
        <Tasks
          word={waiting === 1 ? "1 waits" : `${waiting.toLocaleString("en")} wait`}
          tasks={slot.waiters}
          count={waiting}
        />
      </p>
    </li>
  );
}

function Tasks({ word, tasks, count }: { word: string; tasks: SlotTask[]; count: number }) {
  if (count === 0) return null;
  return (
    <span>
      {word}:{" "}
      {tasks.map(({ taskId, runId, stageId, subtask }, index) => (
        <span key={taskId}>
          {index > 0 && ", "}
          <Link
            href={`/runs/${runId}?stage=${encodeURIComponent(stageId)}`}
            className="text-ink underline underline-offset-2"
          >
            run {runId} {stageId}
            {subtask === null ? "" : ` ${subtask + 1}`}
          </Link>
        </span>
      ))}
      {count > tasks.length && " …"}
    </span>
  );
}
