import { Badge } from "#components/ui/badge.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { AttemptView } from "#core/views.ts";

const WORDS: Record<AttemptView["outcome"], string> = {
  running: "running",
  completed: "completed",
  failed: "failed",
  returned: "handed back",
  canceled: "canceled",
  skipped: "skipped",
  awaiting_review: "opened a review",
  suspended: "suspended",
};
const TONES = {
  running: "accent",
  completed: "success",
  failed: "danger",
  returned: "warning",
  canceled: "neutral",
  skipped: "neutral",
  awaiting_review: "accent",
  suspended: "accent",
} as const;

export function AttemptList({ attempts }: { attempts: readonly AttemptView[] }) {
  if (attempts.length === 0) return <p className="text-muted">No attempt yet.</p>;
  return (
    <ol className="flex flex-col gap-2">
      {attempts.toReversed().map((attempt, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an attempt that is handed back keeps its number
        <li key={index} className="flex flex-col gap-1 rounded-md border px-3 py-2">
          <div className="flex flex-wrap items-center gap-2">
            <span className="font-medium">Attempt {attempt.number}</span>
            <Badge tone={TONES[attempt.outcome]}>{WORDS[attempt.outcome]}</Badge>
            {attempt.startedAt && (
              <span className="ml-auto text-muted text-xs">
                <RelativeTime at={attempt.startedAt} /> · <Duration from={attempt.startedAt} to={attempt.finishedAt} />
              </span>
            )}
          </div>
          {attempt.error && (
            <p className="whitespace-pre-wrap break-words text-danger-ink text-sm">{attempt.error.message}</p>
          )}
        </li>
      ))}
    </ol>
  );
}
