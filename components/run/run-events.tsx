"use client";

import { useMemo, useState } from "react";
import { eventSentence } from "#components/run/event-sentence.ts";
import { ScrollingRows } from "#components/run/scrolling-rows.tsx";
import { stageTitle } from "#components/run/stage-title.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { Definition } from "#core/definition.ts";
import { isOfTask, type RunEvent } from "#core/run-event.ts";

const ROW_PX = 28;

interface RunEventsProps {
  definition: Definition;
  events: readonly RunEvent[];
  isComplete: boolean;
  isTooLong: boolean;
  error: unknown;
  onSelect: (stageId: string) => void;
}

/** The run's log, one sentence an event. */
export function RunEvents({ definition, events, isComplete, isTooLong, error, onSelect }: RunEventsProps) {
  const [withSubtasks, setWithSubtasks] = useState(false);
  const [follow, setFollow] = useState(true);
  const shown = useMemo(
    () => (withSubtasks ? events : events.filter((event) => !isOfTask(event) || event.subtask === null)),
    [events, withSubtasks],
  );
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2 p-4 md:px-6">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-sm">
        <span>
          {shown.length.toLocaleString("en-US")} events{isComplete || isTooLong ? "" : ", reading on…"}
        </span>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is inside */}
        <label className="flex items-center gap-2">
          <Checkbox checked={withSubtasks} onCheckedChange={(checked) => setWithSubtasks(checked === true)} /> Subtasks
          too
        </label>
      </div>
      {error ? <Notice tone="danger">{sentenceOf(error)}</Notice> : null}
      {isTooLong && (
        <Notice>This run has more events than a page should hold. Read them all at /api/v1/runs/…/events.</Notice>
      )}
      {shown.length === 0 && !isComplete ? (
        <SkeletonRows label="Reading the events" />
      ) : (
        <ScrollingRows
          rows={shown}
          label="Events"
          estimatedHeight={ROW_PX}
          keyOf={(event) => event.seq}
          follow={follow}
          onFollow={setFollow}
          className="rounded-md border bg-surface"
        >
          {(event) => <EventRow event={event} definition={definition} onSelect={onSelect} />}
        </ScrollingRows>
      )}
    </div>
  );
}

interface EventRowProps {
  event: RunEvent;
  definition: Definition;
  onSelect: (stageId: string) => void;
}

function EventRow({ event, definition, onSelect }: EventRowProps) {
  const text = eventSentence(event, (stageId) => stageTitle(definition, stageId));
  const isBad = event.type === "task.retrying" || ("status" in event.data && event.data.status === "failed");
  return (
    <div className="flex min-h-7 items-baseline gap-3 border-b px-3 py-1 text-sm">
      <span className="w-10 shrink-0 text-right text-faint text-xs">{event.seq}</span>
      <time dateTime={event.at} className="shrink-0 font-mono text-faint text-xs max-md:hidden">
        {event.at.slice(11, 23)}
      </time>
      {!isOfTask(event) ? (
        <strong className="min-w-0 break-words font-semibold">{text}</strong>
      ) : (
        <button
          type="button"
          onClick={() => onSelect(event.stageId)}
          className={`min-w-0 break-words rounded-sm text-left hover:underline ${isBad ? "text-danger-ink" : ""}`}
        >
          {text}
        </button>
      )}
    </div>
  );
}
