import { ProgressBar } from "#components/ui/progress-bar.tsx";
import type { Progress } from "#core/run-event.ts";

const counted = (count: number) => count.toLocaleString("en-US");

/** `1,180 succeeded, 20 failed of 5,000`: what an outside system has reported of its work. */
export function progressWords({ succeeded, failed, expected }: Progress): string {
  const parts = [`${counted(succeeded)} succeeded`];
  if (failed > 0) parts.push(`${counted(failed)} failed`);
  return parts.join(", ") + (expected === null ? "" : ` of ${counted(expected)}`);
}

/** How far a stage or an outside system has come: in words, and as a bar when it is known how much there is. */
export function ReportedProgress({ progress }: { progress: Progress }) {
  const { succeeded, failed, expected, note } = progress;
  const done = succeeded + failed;
  return (
    <section aria-label="Reported progress" className="flex flex-col gap-1.5">
      {expected !== null && (
        <ProgressBar
          done={Math.min(done, expected)}
          failed={Math.min(failed, expected)}
          total={expected}
          label="Reported progress"
        />
      )}
      <p className="text-sm tabular-nums">{progressWords(progress)}</p>
      {note && <p className="break-words text-muted text-sm">{note}</p>}
    </section>
  );
}
