import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { type Focus, joinLogs, MAX_LOG_LINES } from "#components/run/focus.ts";
import { useTRPC } from "#components/trpc/client.tsx";

const HELD_MS = 3_000;

/** One task with its input, output, attempts and log, read again when the feed says that it changed. */
export function useTask(runId: number, taskId: number, focus: Focus) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const {
    data: task,
    error,
    isPending,
  } = useQuery(
    // No event tells that a rule holds a task back.
    trpc.runs.task.queryOptions(
      { runId, taskId },
      { refetchInterval: ({ state }) => (state.data?.status === "pending" ? HELD_MS : false) },
    ),
  );

  const { taskChanges } = focus;
  useEffect(() => {
    if (taskChanges > 0) void queryClient.invalidateQueries(trpc.runs.task.queryFilter({ runId, taskId }));
  }, [taskChanges, queryClient, trpc, runId, taskId]);

  const read = task?.logs;
  const lines = useMemo(() => joinLogs(read ?? [], focus.lines).slice(-MAX_LOG_LINES), [read, focus.lines]);
  return { task, lines, error, isPending };
}
