"use client";

import { Clock } from "lucide-react";
import type { LiveRun } from "#components/run/run-projection.ts";
import { ScrollingRows } from "#components/run/scrolling-rows.tsx";
import { stageTitle } from "#components/run/stage-title.ts";
import { type TimelineBar, timelineBars } from "#components/run/timeline-bars.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { STATUS_LOOK } from "#components/ui/status-look.ts";
import { durationWords } from "#components/ui/time-words.ts";
import { useNow } from "#components/ui/use-now.ts";

const TICK_MS = 1_000;
const ROW_PX = 36;

interface RunTimelineProps {
  run: LiveRun;
  /** Where time ends for a run that is looked at in the past, in milliseconds. */
  until: number | null;
  selected: string | null;
  onSelect: (stageId: string) => void;
}

/** When each stage ran, as bars over the time of the run. */
export function RunTimeline({ run, until, selected, onSelect }: RunTimelineProps) {
  const now = useNow(TICK_MS);
  const from = Date.parse(run.createdAt);
  const to = until ?? (run.finishedAt ? Date.parse(run.finishedAt) : (now ?? from));
  const bars = timelineBars(run.stages, from, to);
  if (bars.length === 0)
    return (
      <EmptyState icon={Clock} title="Nothing has started yet">
        Each stage gets a bar here when a worker takes it.
      </EmptyState>
    );
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 p-4 md:px-6">
      <div className="flex justify-between border-b pb-1 pl-36 text-faint text-xs md:pl-52">
        <span>0 s</span>
        <span>{durationWords((to - from) / 2)}</span>
        <span>{durationWords(to - from)}</span>
      </div>
      <ScrollingRows rows={bars} label="Timeline" estimatedHeight={ROW_PX} keyOf={(bar) => bar.stageId}>
        {(bar) => (
          <button
            type="button"
            aria-pressed={selected === bar.stageId}
            onClick={() => onSelect(bar.stageId)}
            className="flex h-9 w-full items-center gap-2 rounded-md text-left hover:bg-hover focus-visible:outline-offset-[-2px] aria-pressed:bg-accent-soft"
          >
            <span className="w-34 shrink-0 truncate pl-2 text-sm md:w-50">
              {stageTitle(run.definition, bar.stageId)}
            </span>
            <span className="sr-only">{STATUS_LOOK[bar.status].label}</span>
            <span className="relative h-5 min-w-0 flex-1">
              {bar.earlier.map((round, index) => (
                <span
                  // biome-ignore lint/suspicious/noArrayIndexKey: rounds are only ever added
                  key={index}
                  data-status={round.status}
                  title={`Round ${index + 1}, ${STATUS_LOOK[round.status].label.toLowerCase()}`}
                  className="absolute inset-y-1.5 min-w-1 rounded-sm border border-status-line border-dashed bg-status-soft"
                  style={{ left: `${round.start * 100}%`, width: `${round.length * 100}%` }}
                />
              ))}
              <span
                data-status={bar.status}
                className="absolute inset-y-0 min-w-1 rounded-sm border border-status-line bg-status-soft"
                style={{ left: `${bar.start * 100}%`, width: `${bar.length * 100}%` }}
              />
              <span
                className="absolute top-0 whitespace-nowrap px-1.5 text-ink text-xs leading-5"
                style={besideBar(bar)}
              >
                {durationWords(bar.durationMs)}
              </span>
            </span>
          </button>
        )}
      </ScrollingRows>
    </div>
  );
}

/** Where the duration stands: within a bar that is long enough, else beside it on the roomier side. */
function besideBar({ start, length }: TimelineBar) {
  if (length > 0.3) return { left: `${start * 100}%` };
  return start + length / 2 > 0.5 ? { right: `${(1 - start) * 100}%` } : { left: `${(start + length) * 100}%` };
}
