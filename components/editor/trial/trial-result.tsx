"use client";

import { TrialTimeline } from "#components/editor/trial/trial-timeline.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { JsonView } from "#components/ui/json-view.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { WrittenText } from "#components/ui/written-text.tsx";
import { isTrialOpen, type Mock, type TrialStatus, type TrialView } from "#core/trial.ts";

const WORDS: Record<TrialStatus, string> = {
  waiting: "Waiting for a worker",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  canceled: "Stopped",
  lost: "Lost",
};
const TONES = {
  waiting: "neutral",
  running: "accent",
  completed: "success",
  failed: "danger",
  canceled: "neutral",
  lost: "danger",
} as const satisfies Record<TrialStatus, string>;

/** What has come of a stage that ran alone: how it ended, its output, and what it did meanwhile. */
export const TrialResult = ({ trial, onMock }: { trial: TrialView; onMock: (mock: Mock) => void }) => (
  <section aria-label="Result" className="flex min-w-0 flex-col gap-3 border-t pt-4">
    <div role="status" className="flex flex-wrap items-center gap-2">
      <Badge tone={TONES[trial.status]}>{WORDS[trial.status]}</Badge>
      {trial.startedAt && (
        <span className="text-muted text-sm">
          <Duration from={trial.startedAt} to={trial.finishedAt} />
        </span>
      )}
    </div>
    {trial.status === "lost" && <Notice tone="danger">The worker that ran it went away. Run it again.</Notice>}
    {trial.error && (
      <Notice tone="danger">
        <span className="whitespace-pre-wrap">{trial.error.message}</span>{" "}
        <span className="font-mono text-xs">({trial.error.code})</span>
      </Notice>
    )}
    {trial.error?.details !== undefined && trial.error.details !== null && (
      <JsonView value={trial.error.details} label="Details of the error" />
    )}
    {trial.written !== null && trial.output === null && (
      <WrittenText text={trial.written} isOpen={isTrialOpen(trial.status)} />
    )}
    {trial.output !== null && <Output text={trial.output} isCut={trial.isOutputCut} />}
    <TrialTimeline key={trial.id} trial={trial} onMock={onMock} />
  </section>
);

const Output = ({ text, isCut }: { text: string; isCut: boolean }) => (
  <div className="flex min-w-0 flex-col gap-1">
    <h3 className="font-medium text-ink text-sm">Output</h3>
    {isCut ? (
      <>
        <p className="text-muted text-xs">It is longer than 64 KiB; this is its beginning.</p>
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          aria-label="Output"
          className="max-h-96 overflow-auto whitespace-pre-wrap break-words rounded-md border bg-canvas p-3 font-mono text-xs"
        >
          {text}
        </section>
      </>
    ) : (
      <JsonView value={JSON.parse(text)} label="Output" />
    )}
  </div>
);
