import { ArrowLeftRight } from "lucide-react";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { ComparedRun } from "#core/comparison-views.ts";

/** Which runs stand beside each other. */
export function CompareHeader({ first, second }: { first: ComparedRun; second: ComparedRun }) {
  return (
    <PageHeader
      title={
        <>
          <Link href={`/workflows/${encodeURIComponent(second.workflowName)}`} className="hover:underline">
            {second.workflowTitle || second.workflowName}
          </Link>{" "}
          <span className="text-muted">
            runs {first.id} and {second.id}
          </span>
        </>
      }
      actions={
        <Button asChild>
          <Link href={`/runs/${second.id}/compare/${first.id}`}>
            <ArrowLeftRight aria-hidden /> Swap
          </Link>
        </Button>
      }
    >
      <dl className="grid gap-x-6 gap-y-1 md:grid-cols-2">
        <Side name="First" run={first} />
        <Side name="Second" run={second} />
      </dl>
    </PageHeader>
  );
}

const Side = ({ name, run }: { name: string; run: ComparedRun }) => (
  <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1 text-sm">
    <dt className="w-14 shrink-0 text-muted">{name}</dt>
    <dd className="contents">
      <Link
        href={`/runs/${run.id}`}
        className="font-medium underline decoration-line-strong underline-offset-2 hover:decoration-current"
      >
        Run {run.id}
      </Link>
      <StatusBadge status={run.status} />
      <span className="truncate text-muted text-xs">
        version {run.version}
        {run.itemId !== null && ` · ${run.itemId}`} · <RelativeTime at={run.createdAt} /> by {run.startedBy}, took{" "}
        <Duration from={run.createdAt} to={run.finishedAt} />
      </span>
    </dd>
  </div>
);
