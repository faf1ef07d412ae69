"use client";

import { useQuery } from "@tanstack/react-query";
import { failureText, stageTitle } from "#components/run/stage-title.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Duration } from "#components/ui/duration.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { Definition } from "#core/definition.ts";

interface RoundListProps {
  runId: number;
  definition: Definition;
  stageId: string;
  /** The latest round: the list is of those before it. */
  latest: number;
  onOpen: (taskId: number) => void;
}

/** The rounds of a stage that were replaced since, newest first: each can be opened as it was. */
export function RoundList({ runId, definition, stageId, latest, onOpen }: RoundListProps) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.runs.rounds.queryOptions({ runId, stageId }, { refetchOnMount: "always" }));
  const earlier = (data ?? []).filter(({ round }) => round < latest);
  if (earlier.length === 0) return null;
  return (
    <section aria-label="Earlier rounds" className="flex flex-col gap-2">
      <h3 className="font-medium text-muted text-sm">Earlier rounds</h3>
      <ol className="flex flex-col gap-2">
        {earlier.map(({ taskId, round, status, startedAt, finishedAt, error }) => (
          <li key={taskId}>
            <button
              type="button"
              onClick={() => onOpen(taskId)}
              className="flex w-full flex-col gap-1 rounded-md border px-3 py-2 text-left hover:bg-hover"
            >
              <span className="flex w-full flex-wrap items-center gap-2">
                <span className="font-medium">Round {round}</span>
                <StatusBadge status={status} />
                {startedAt && (
                  <span className="ml-auto text-muted text-xs">
                    <RelativeTime at={startedAt} /> · <Duration from={startedAt} to={finishedAt} />
                  </span>
                )}
              </span>
              {error && (
                <span className="break-words text-danger-ink text-sm">
                  {failureText(error, (id) => stageTitle(definition, id))}
                </span>
              )}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
