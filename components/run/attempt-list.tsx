import { AttemptVerdict, VerdictBadge } from "#components/attempts/attempt-verdict.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { type AttemptUsage, sumOf, usageWords } from "#core/llm-usage.ts";
import type { AttemptView, CheckedAttempt } from "#core/views.ts";

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

interface AttemptListProps {
  attempts: readonly AttemptView[];
  /** Of a stage with a check: what was made and said, by attempt. */
  checked: readonly CheckedAttempt[];
  /** Of a stage that asks models: what was used, by attempt. */
  usage: readonly AttemptUsage[];
}

export function AttemptList({ attempts, checked, usage }: AttemptListProps) {
  const byNumber = new Map(checked.map((attempt) => [attempt.number, attempt]));
  if (attempts.length === 0) return <p className="text-muted">No attempt yet.</p>;
  return (
    <ol className="flex flex-col gap-2">
      {attempts.toReversed().map((attempt, index) => (
        <Attempt
          // biome-ignore lint/suspicious/noArrayIndexKey: an attempt that is handed back keeps its number
          key={index}
          attempt={attempt}
          // One that was handed back came to nothing: what was said is of the one after it.
          checked={attempt.outcome === "returned" ? undefined : byNumber.get(attempt.number)}
          usage={attempt.outcome === "returned" ? [] : usage.filter((used) => used.attempt === attempt.number)}
        />
      ))}
    </ol>
  );
}

interface AttemptProps {
  attempt: AttemptView;
  checked: CheckedAttempt | undefined;
  usage: readonly AttemptUsage[];
}

function Attempt({ attempt, checked, usage }: AttemptProps) {
  const sum = sumOf(usage);
  return (
    <li className="flex min-w-0 flex-col gap-1 rounded-md border px-3 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <span className="font-medium">Attempt {attempt.number}</span>
        {checked?.verdict ? (
          <VerdictBadge verdict={checked.verdict} />
        ) : (
          <Badge tone={TONES[attempt.outcome]}>{WORDS[attempt.outcome]}</Badge>
        )}
        {attempt.startedAt && (
          <span className="ml-auto text-muted text-xs">
            <RelativeTime at={attempt.startedAt} /> · <Duration from={attempt.startedAt} to={attempt.finishedAt} />
          </span>
        )}
      </div>
      {attempt.error && !checked?.feedback && (
        <p className="whitespace-pre-wrap break-words text-danger-ink text-sm">{attempt.error.message}</p>
      )}
      {sum && (
        <p className="text-muted text-xs tabular-nums">
          {usage.at(-1)?.model}: {usageWords(sum)}
        </p>
      )}
      {checked && <AttemptVerdict attempt={checked} />}
    </li>
  );
}
