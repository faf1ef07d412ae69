import { AttemptVerdict, VerdictBadge } from "#components/attempts/attempt-verdict.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import type { CheckedAttempt } from "#core/views.ts";

/** Every attempt at the output that is reviewed, newest first. */
export const AttemptHistory = ({ attempts }: { attempts: readonly CheckedAttempt[] }) => (
  <ol className="flex flex-col gap-2">
    {attempts.toReversed().map((attempt) => (
      <li key={attempt.number} className="flex min-w-0 flex-col gap-2 rounded-md border px-3 py-2">
        <div className="flex flex-wrap items-center gap-2">
          <span className="font-medium">Attempt {attempt.number}</span>
          {attempt.verdict ? <VerdictBadge verdict={attempt.verdict} /> : <Badge tone="danger">failed</Badge>}
          <span className="ml-auto text-muted text-xs">
            <RelativeTime at={attempt.finishedAt} />
            {attempt.startedAt && (
              <>
                {" · "}
                <Duration from={attempt.startedAt} to={attempt.finishedAt} />
              </>
            )}
          </span>
        </div>
        {attempt.error && !attempt.feedback && (
          <p className="whitespace-pre-wrap break-words text-danger-ink text-sm">{attempt.error.message}</p>
        )}
        <AttemptVerdict attempt={attempt} />
      </li>
    ))}
  </ol>
);
