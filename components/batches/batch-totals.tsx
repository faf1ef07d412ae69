import { BatchProgress, progressWords } from "#components/batches/batch-progress.tsx";
import { STATUS_LOOK } from "#components/ui/status-look.ts";
import type { BatchView } from "#core/batch-views.ts";
import { RUN_STATUSES, type RunStatus } from "#core/statuses.ts";

interface BatchTotalsProps {
  batch: BatchView;
  /** The runs that the list below shows; null for all. */
  status: RunStatus | null;
  onChoose: (status: RunStatus | null) => void;
}

/** Runs by status, each a filter for the list below, and what their tasks have reported. */
export function BatchTotals({ batch, status, onChoose }: BatchTotalsProps) {
  const { progress } = batch;
  const hasReported = progress.succeeded + progress.failed > 0 || progress.expected !== null;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-col gap-1">
        <BatchProgress batch={batch} />
        <p role="status" className="text-muted text-sm">
          {progressWords(batch)}
          {hasReported && ` · reported: ${reportedWords(progress)}`}
        </p>
      </div>
      <fieldset className="flex flex-wrap gap-2">
        <legend className="sr-only">Show runs</legend>
        <Total label="All" count={batch.runCount} isChosen={status === null} onChoose={() => onChoose(null)} />
        {RUN_STATUSES.filter((one) => batch.runs[one] > 0 || one === status).map((one) => (
          <Total
            key={one}
            label={STATUS_LOOK[one].label}
            count={batch.runs[one]}
            isChosen={status === one}
            onChoose={() => onChoose(status === one ? null : one)}
          />
        ))}
      </fieldset>
    </div>
  );
}

const reportedWords = ({ succeeded, failed, expected }: BatchView["progress"]): string => {
  const of = expected === null ? "" : ` of ${expected}`;
  return `${succeeded}${of} succeeded${failed > 0 ? `, ${failed} failed` : ""}`;
};

interface TotalProps {
  label: string;
  count: number;
  isChosen: boolean;
  onChoose: () => void;
}

const Total = ({ label, count, isChosen, onChoose }: TotalProps) => (
  <button
    type="button"
    aria-pressed={isChosen}
    onClick={onChoose}
    className="rounded-md border px-2.5 py-1 text-sm hover:bg-hover aria-pressed:border-accent aria-pressed:bg-accent-soft pointer-coarse:min-h-10"
  >
    {label} <span className="font-semibold text-ink tabular-nums">{count}</span>
  </button>
);
