import Link from "next/link";
import { STATUS_LOOK } from "#components/ui/status-look.ts";
import { durationWords } from "#components/ui/time-words.ts";
import type { WorkflowSummary } from "#core/views.ts";

const SHOWN = 10;
const MIN_HEIGHT = 8;
const MAX_HEIGHT = 20;

/** The newest runs as bars, oldest left: color and texture say how each ended, height how long it took. */
export function LastRuns({ runs }: { runs: WorkflowSummary["lastRuns"] }) {
  if (runs.length === 0) return <span className="text-faint text-xs">No runs yet</span>;
  const longest = Math.max(...runs.map(({ durationMs }) => durationMs ?? 0), 1);
  return (
    <ol aria-label="Last runs, oldest first" className="flex h-5 items-end gap-0.5">
      {runs
        .slice(0, SHOWN)
        .toReversed()
        .map((run) => {
          const took = run.durationMs === null ? "" : ` in ${durationWords(run.durationMs)}`;
          const words = `Run ${run.id}: ${STATUS_LOOK[run.status].label.toLowerCase()}${took}`;
          const height = MIN_HEIGHT + (MAX_HEIGHT - MIN_HEIGHT) * ((run.durationMs ?? longest) / longest);
          return (
            <li key={run.id} className="flex h-5 items-end">
              <Link
                href={`/runs/${run.id}`}
                aria-label={words}
                title={words}
                tabIndex={-1}
                className="flex h-5 w-2 items-end"
              >
                <span
                  data-status={run.status}
                  className={`w-full rounded-xs ${run.status === "completed" ? "bg-status" : "border-2 border-status bg-status-soft"}`}
                  style={{ height }}
                />
              </Link>
            </li>
          );
        })}
    </ol>
  );
}
