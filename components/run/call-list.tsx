"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { HostCallView } from "#core/host-call-view.ts";

/** No event tells of a call: there may be a hundred thousand. */
const LOOK_MS = 2_000;

interface CallListProps {
  runId: number;
  taskId: number;
  /** Whether more may come. */
  isOpen: boolean;
}

/** What the code of a task has asked of the outside, in its order. */
export function CallList({ runId, taskId, isOpen }: CallListProps) {
  const trpc = useTRPC();
  const { data, error, isPending, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    trpc.runs.calls.infiniteQueryOptions(
      { runId, taskId },
      { getNextPageParam: ({ next }) => next, refetchInterval: isOpen && LOOK_MS },
    ),
  );
  if (error) return <ErrorState onRetry={() => refetch()}>{sentenceOf(error)}</ErrorState>;
  if (isPending) return <SkeletonRows count={3} label="Reading the calls" />;
  const calls = data.pages.flatMap((page) => page.calls);
  if (calls.length === 0)
    return (
      <p className="text-muted">
        {isOpen ? "It has asked nothing of the outside yet." : "It asked nothing of the outside."}
      </p>
    );
  return (
    <div className="flex flex-col items-start gap-2">
      <ol className="flex w-full flex-col gap-2">
        {calls.map((call) => (
          <Call key={`${call.attempt}/${call.id}`} call={call} />
        ))}
      </ol>
      {hasNextPage && (
        <Button size="sm" disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
          Show more
        </Button>
      )}
    </div>
  );
}

function Call({ call: { attempt, service, method, args, askedAt, answeredAt, value, error } }: { call: HostCallView }) {
  return (
    <li className="flex min-w-0 flex-col gap-1 rounded-md border px-3 py-2">
      <div className="flex flex-wrap items-center gap-2">
        <span className="break-all font-medium font-mono text-sm">
          {service}.{method}
        </span>
        <Badge tone={error ? "danger" : answeredAt ? "success" : "accent"}>
          {error ? error.code : answeredAt ? "answered" : "no answer yet"}
        </Badge>
        {attempt > 1 && <span className="text-muted text-xs">attempt {attempt}</span>}
        <span className="ml-auto text-muted text-xs">
          <RelativeTime at={askedAt} /> · <Duration from={askedAt} to={answeredAt} />
        </span>
      </div>
      {error && <p className="whitespace-pre-wrap break-words text-danger-ink text-sm">{error.message}</p>}
      <details className="text-sm">
        <summary className="cursor-pointer text-muted">What was asked{value !== null && ", and the answer"}</summary>
        <Json label="Asked with" text={args} />
        {value !== null && <Json label="Answered" text={value} />}
      </details>
    </li>
  );
}

const Json = ({ label, text }: { label: string; text: string }) => (
  <figure className="mt-2">
    <figcaption className="text-muted text-xs">{label}</figcaption>
    <pre className="max-h-60 overflow-auto whitespace-pre-wrap break-words rounded bg-canvas p-2 font-mono text-xs">
      {text}
    </pre>
  </figure>
);
