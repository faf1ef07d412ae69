"use client";

import { useState } from "react";
import type { Focus } from "#components/run/focus.ts";
import { ScrollingRows } from "#components/run/scrolling-rows.tsx";
import { settledSubtasks } from "#components/run/subtask-counts.ts";
import { type SubtaskFilter, useSubtasks } from "#components/run/use-subtasks.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { Button } from "#components/ui/button.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { ProgressBar } from "#components/ui/progress-bar.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { StatusIcon } from "#components/ui/status-badge.tsx";
import { STATUS_LOOK } from "#components/ui/status-look.ts";
import type { StageCounts, SubtaskRow } from "#core/views.ts";

const ROW_PX = 36;
const FILTERS: Record<SubtaskFilter, string> = { all: "All", running: "Running", failed: "Failed" };

interface SubtaskListProps {
  runId: number;
  stageId: string;
  counts: StageCounts;
  focus: Focus;
  onOpen: (taskId: number) => void;
}

export function SubtaskList({ runId, stageId, counts, focus, onOpen }: SubtaskListProps) {
  const [filter, setFilter] = useState<SubtaskFilter>("all");
  const { rows, readOn, isPending, error } = useSubtasks(runId, stageId, filter, counts, focus);
  const settled = settledSubtasks(counts);
  const amounts: Record<SubtaskFilter, number> = { all: counts.total, running: counts.running, failed: counts.failed };
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-3">
      <ProgressBar
        done={settled}
        failed={counts.failed}
        total={counts.total}
        label={`${settled} of ${counts.total} subtasks done, ${counts.failed} failed`}
      />
      <fieldset className="flex gap-1">
        <legend className="sr-only">Show</legend>
        {(Object.keys(FILTERS) as SubtaskFilter[]).map((name) => (
          <Button
            key={name}
            size="sm"
            look="ghost"
            aria-pressed={filter === name}
            onClick={() => setFilter(name)}
            className="aria-pressed:bg-accent-soft aria-pressed:text-accent-ink"
          >
            {FILTERS[name]} {amounts[name].toLocaleString("en-US")}
          </Button>
        ))}
      </fieldset>
      {error ? (
        <Notice tone="danger">{sentenceOf(error)}</Notice>
      ) : isPending ? (
        <SkeletonRows label="Reading the subtasks" />
      ) : rows.length === 0 ? (
        <p className="text-muted">
          {filter === "failed"
            ? "No subtask failed."
            : filter === "running"
              ? "No subtask is running."
              : "No subtasks: the list was empty."}
        </p>
      ) : (
        <ScrollingRows
          rows={rows}
          label="Subtasks"
          estimatedHeight={ROW_PX}
          keyOf={(row) => row.taskId}
          onNearEnd={readOn}
          className="rounded-md border"
        >
          {(row) => <Row row={row} onOpen={onOpen} />}
        </ScrollingRows>
      )}
    </div>
  );
}

const Row = ({ row, onOpen }: { row: SubtaskRow; onOpen: (taskId: number) => void }) => (
  <button
    type="button"
    onClick={() => onOpen(row.taskId)}
    className="flex h-9 w-full items-center gap-2 border-b px-3 text-left text-sm hover:bg-hover focus-visible:outline-offset-[-2px]"
  >
    <StatusIcon status={row.status} />
    <span className="w-12 shrink-0 font-mono text-xs">[{row.subtask}]</span>
    <span className="shrink-0">{STATUS_LOOK[row.status].label}</span>
    <span className="min-w-0 flex-1 truncate text-danger-ink text-xs">{row.error?.message}</span>
    {row.attempt > 1 && <span className="shrink-0 text-muted text-xs">attempt {row.attempt}</span>}
    {row.startedAt && <Duration from={row.startedAt} to={row.finishedAt} className="shrink-0 text-muted text-xs" />}
  </button>
);
