"use client";

import { X } from "lucide-react";
import { useId } from "react";
import { eventSentence } from "#components/run/event-sentence.ts";
import { stageTitle } from "#components/run/stage-title.ts";
import type { RunEventList } from "#components/run/use-run-events.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { Definition } from "#core/definition.ts";

interface ReplayBarProps {
  definition: Definition;
  list: RunEventList;
  seq: number;
  onSeek: (seq: number) => void;
  onClose: () => void;
}

/** Goes through a finished run event by event. */
export function ReplayBar({ definition, list, seq, onSeek, onClose }: ReplayBarProps) {
  const id = useId();
  const { events, isComplete, isTooLong } = list;
  const event = events[seq - 1];
  const sentence = event && eventSentence(event, (stageId) => stageTitle(definition, stageId));
  const isReady = isComplete || isTooLong;
  return (
    <div className="flex shrink-0 flex-col gap-1 border-t bg-surface px-4 py-2 md:px-6">
      <div className="flex items-center gap-3">
        <label htmlFor={id} className="shrink-0 font-medium text-sm">
          Replay
        </label>
        {!isReady && <Spinner />}
        <input
          id={id}
          type="range"
          min={0}
          max={events.length}
          value={Math.min(seq, events.length)}
          disabled={!isReady}
          aria-valuetext={sentence ? `Event ${seq}: ${sentence}` : "Before the first event"}
          onChange={({ target }) => onSeek(Number(target.value))}
          className="min-w-0 flex-1 accent-accent"
        />
        <span className="w-24 shrink-0 text-right text-muted text-xs">
          {seq} of {events.length}
        </span>
        <IconButton label="End the replay" onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </div>
      <p className="truncate text-muted text-sm" aria-live="polite">
        {event ? `${event.at.slice(11, 23)}  ${sentence}` : "Before the first event"}
      </p>
    </div>
  );
}
