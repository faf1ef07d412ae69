import Link from "next/link";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { StatusIcon } from "#components/ui/status-badge.tsx";
import { STATUS_LOOK } from "#components/ui/status-look.ts";
import type { BasedOn, RunView } from "#core/views.ts";

const LINK = "text-ink underline decoration-line-strong underline-offset-2 hover:decoration-current";

/** The run that an update run is based on, and what should be different. */
export const BaseRun = ({ basedOn: { runId, type, stages, note } }: { basedOn: BasedOn }) => (
  <>
    <Link href={`/runs/${runId}`} className={LINK}>
      run {runId}
    </Link>
    {type !== null && <> · {type}</>}
    {type === null && stages.length > 0 && (
      <span className="inline-block max-w-80 truncate align-bottom" title={stages.join(", ")}>
        &nbsp;· {stages.join(", ")}
      </span>
    )}
    {note !== "" && (
      <span className="inline-block max-w-80 truncate align-bottom text-muted" title={note}>
        &nbsp;· {note}
      </span>
    )}
  </>
);

/** The update runs that are based on a run, newest first. */
export const UpdateRuns = ({ updates }: { updates: NonNullable<RunView["updates"]> }) => (
  <ul className="inline-flex flex-wrap gap-x-3 align-bottom">
    {updates.map(({ runId, status, type }) => (
      <li key={runId} className="inline-flex items-center gap-1">
        <StatusIcon status={status} className="size-3.5!" />
        <Link
          href={`/runs/${runId}`}
          aria-label={`run ${runId}, ${STATUS_LOOK[status].label.toLowerCase()}`}
          className={LINK}
        >
          run {runId}
        </Link>
        {type !== null && <span className="text-muted">{type}</span>}
      </li>
    ))}
  </ul>
);

interface NewerUpdateProps {
  runId: number;
  isForced: boolean;
  onForce: (isForced: boolean) => void;
}

/** Says that a base run has an update run already: what is based on the older one would leave its change out. */
export const NewerUpdate = ({ runId, isForced, onForce }: NewerUpdateProps) => (
  <Notice tone="warning">
    <p>
      <Link href={`/runs/${runId}`} className="underline underline-offset-2">
        Run {runId}
      </Link>{" "}
      is a newer update of this run.{" "}
      <Link href={`/runs/${runId}/update`} className="underline underline-offset-2">
        Change that one
      </Link>{" "}
      to keep what it changed.
    </p>
    {/* biome-ignore lint/a11y/noLabelWithoutControl: the checkbox is Radix's */}
    <label className="mt-2 flex min-h-6 items-center gap-2">
      <Checkbox checked={isForced} onCheckedChange={(checked) => onForce(checked === true)} />
      Start from this run all the same
    </label>
  </Notice>
);
