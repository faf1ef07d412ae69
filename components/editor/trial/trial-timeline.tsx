"use client";

import { CallRow } from "#components/attempts/call-row.tsx";
import { MockForm } from "#components/editor/trial/mock-form.tsx";
import { durationWords } from "#components/ui/time-words.ts";
import type { LogLine } from "#core/run-event.ts";
import { isTrialOpen, type Mock, type TrialCall, type TrialView } from "#core/trial.ts";

const TONES: Record<LogLine["level"], string> = {
  debug: "text-muted",
  info: "text-ink",
  warn: "text-warning-ink",
  error: "text-danger-ink",
};

type Entry = { key: string; place: number } & ({ line: LogLine } | { call: TrialCall });

/** Calls and lines of the log in the order in which they came. */
function entriesOf({ calls, log }: TrialView): Entry[] {
  const entries: Entry[] = [
    ...calls.map((call) => ({ key: `call ${call.id}`, place: call.id, call })),
    ...log.map((line, index) => ({ key: `line ${index}`, place: line.callsBefore + 0.5, line })),
  ];
  return entries.sort((a, b) => a.place - b.place);
}

/** What the stage did while it ran: what it logged, and what it asked of the outside. */
export function TrialTimeline({ trial, onMock }: { trial: TrialView; onMock: (mock: Mock) => void }) {
  const since = trial.startedAt ?? trial.createdAt;
  const entries = entriesOf(trial);
  return (
    <div className="flex min-w-0 flex-col gap-1">
      <h3 className="font-medium text-ink text-sm">Timeline</h3>
      {entries.length === 0 ? (
        <p className="text-muted text-sm">
          {isTrialOpen(trial.status) ? "Nothing logged and no calls yet." : "It logged nothing and made no calls."}
        </p>
      ) : (
        <ol aria-label="Timeline" className="rounded-md border">
          {entries.map((entry) => (
            <li key={entry.key} className="border-b [content-visibility:auto] last:border-b-0">
              {"call" in entry ? (
                <CallRow call={entry.call} since={since} isMocked={entry.call.isMocked}>
                  {entry.call.answeredAt && <MockForm call={entry.call} onMock={onMock} />}
                </CallRow>
              ) : (
                <Line line={entry.line} since={since} />
              )}
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

const Line = ({ line, since }: { line: LogLine; since: string }) => (
  <div className="flex min-w-0 items-start gap-2 px-2 py-1 text-xs leading-5">
    <time
      dateTime={line.at}
      title={line.at}
      className="w-20 shrink-0 whitespace-nowrap text-right text-muted tabular-nums"
    >
      +{durationWords(Date.parse(line.at) - Date.parse(since))}
    </time>
    <span className={`min-w-0 flex-1 whitespace-pre-wrap break-words font-mono sm:pl-[1.375rem] ${TONES[line.level]}`}>
      {line.level === "warn" || line.level === "error" ? `${line.level}: ` : ""}
      {line.text}
    </span>
  </div>
);
