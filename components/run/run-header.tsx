import { RotateCcw } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Origin } from "#components/follow-ups/origin.tsx";
import { ChangeRun } from "#components/run/change-run.tsx";
import { ConnectionBadge } from "#components/run/connection-badge.tsx";
import { CopyAsText } from "#components/run/copy-as-text.tsx";
import { RunActions } from "#components/run/run-actions.tsx";
import type { LiveRun } from "#components/run/run-projection.ts";
import { RunUsage } from "#components/run/run-usage.tsx";
import { BaseRun, UpdateRuns } from "#components/run/update-lineage.tsx";
import type { Connection } from "#components/run/use-run-feed.ts";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Countdown } from "#components/ui/countdown.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { slotWords } from "#core/rule-words.ts";

interface RunHeaderProps {
  run: LiveRun;
  connection: Connection;
  children: ReactNode;
}

export function RunHeader({ run, connection, children }: RunHeaderProps) {
  const mayStart = useMay("run.start");
  const workflowHref = `/workflows/${encodeURIComponent(run.workflowName)}`;
  return (
    <PageHeader
      title={
        <>
          <Link href={workflowHref} className="hover:underline">
            {run.workflowTitle || run.workflowName}
          </Link>{" "}
          <span className="text-muted">run {run.id}</span>
        </>
      }
      beside={
        <>
          <StatusBadge status={run.status} />
          <ConnectionBadge connection={connection} />
        </>
      }
      actions={
        <>
          <RunActions run={run} />
          <CopyAsText runId={run.id} />
          <ChangeRun run={run} />
          {mayStart && (
            <Button asChild>
              <Link href={`${workflowHref}/run?again=${run.id}`}>
                <RotateCcw aria-hidden /> Run again
              </Link>
            </Button>
          )}
        </>
      }
    >
      <dl className="flex flex-wrap items-center gap-x-5 gap-y-1 text-sm [&_dt]:mr-1.5 [&_dt]:inline [&_dt]:text-muted [&_dd]:inline">
        <Fact name={run.finishedAt ? "Took" : "Running for"}>
          <Duration from={run.createdAt} to={run.finishedAt} />
        </Fact>
        <Fact name="Stages">
          {run.settledCount} of {run.taskCount}
          {run.failedCount > 0 && <span className="text-danger-ink">, {run.failedCount} failed</span>}
        </Fact>
        {run.itemId !== null && (
          <Fact name="Item">
            <Link
              href={`/items?${new URLSearchParams({ workflow: run.workflowName, search: run.itemId })}`}
              className="inline-block max-w-60 truncate align-bottom font-mono text-xs leading-5 hover:underline"
            >
              {run.itemId}
            </Link>
          </Fact>
        )}
        <Fact name="Version">{run.version}</Fact>
        <Fact name="Started">
          <RelativeTime at={run.createdAt} /> by {run.origin ? <Origin origin={run.origin} /> : run.startedBy}
        </Fact>
        {run.basedOn && (
          <Fact name="Update of">
            <BaseRun basedOn={run.basedOn} />
          </Fact>
        )}
        {run.updates && run.updates.length > 0 && (
          <Fact name="Updated by">
            <UpdateRuns updates={run.updates} />
          </Fact>
        )}
        {run.definition.stages.some(({ kind }) => kind === "llm") && (
          <Fact name="Models">
            <RunUsage run={run} />
          </Fact>
        )}
        {run.startAt && run.status === "queued" && (
          <Fact name="Starts">
            <Countdown to={run.startAt} />
          </Fact>
        )}
        {run.priority ? <Fact name="Priority">{run.priority}</Fact> : null}
        {run.metadata && (
          <Fact name="Metadata">
            <span className="inline-block max-w-80 truncate align-bottom" title={slotWords(run.metadata, [])}>
              {slotWords(run.metadata, [])}
            </span>
          </Fact>
        )}
        {run.batchId != null && (
          <Fact name="Batch">
            <Link href={`/batches/${run.batchId}`} className="hover:underline">
              {run.batchId}
            </Link>
          </Fact>
        )}
        {run.basedOn && (
          <Fact name="Differences">
            <Link href={`/runs/${run.basedOn.runId}/compare/${run.id}`} className="hover:underline">
              Compare with run {run.basedOn.runId}
            </Link>
          </Fact>
        )}
      </dl>
      {children}
    </PageHeader>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div className="min-w-0">
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);
