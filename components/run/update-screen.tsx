"use client";

import { useQuery } from "@tanstack/react-query";
import { CircleDashed, Lock } from "lucide-react";
import Link from "next/link";
import { UnreadRun } from "#components/run/unread-run.tsx";
import { UpdateForm } from "#components/run/update-form.tsx";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { STATUS_LOOK } from "#components/ui/status-look.ts";

/** Where an update run is started: what should be different in a completed run, and what would run because of it. */
export function UpdateScreen({ runId }: { runId: number }) {
  const trpc = useTRPC();
  const mayStart = useMay("run.start");
  const { data: run, error, refetch } = useQuery(trpc.runs.get.queryOptions({ runId }));
  if (!run) return <UnreadRun runId={runId} error={error} onRetry={() => void refetch()} />;
  const back = (
    <Button asChild>
      <Link href={`/runs/${runId}`}>Back to run {runId}</Link>
    </Button>
  );
  return (
    <>
      <PageHeader
        title={
          <>
            Change{" "}
            <Link href={`/runs/${runId}`} className="hover:underline">
              {run.workflowTitle || run.workflowName} <span className="text-muted">run {runId}</span>
            </Link>
          </>
        }
      />
      {!mayStart ? (
        <EmptyState icon={Lock} title="Your role may look at runs, but not start them" actions={back}>
          An owner or editor can change this run.
        </EmptyState>
      ) : run.status !== "completed" ? (
        <EmptyState
          icon={CircleDashed}
          title={`Run ${runId} is ${STATUS_LOOK[run.status].label.toLowerCase()}`}
          actions={back}
        >
          Only a completed run can be changed: what it made is what an update run reuses.
        </EmptyState>
      ) : (
        <UpdateForm run={run} />
      )}
    </>
  );
}
