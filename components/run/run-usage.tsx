"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { LiveRun } from "#components/run/run-projection.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { usageWords } from "#core/llm-usage.ts";

/** What all models that the run has asked have cost so far; read again when one has answered. */
export function RunUsage({ run }: { run: LiveRun }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data } = useQuery(trpc.runs.usage.queryOptions({ runId: run.id }));
  const asking = new Set(run.definition.stages.filter(({ kind }) => kind === "llm").map(({ id }) => id));
  const standing = run.stages
    .filter(({ stageId }) => asking.has(stageId))
    .map(({ taskId, status, attempt, subtasks }) => `${taskId} ${status} ${attempt} ${subtasks?.completed}`)
    .join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of a stage that asks is worth a look
  useEffect(() => {
    void queryClient.invalidateQueries(trpc.runs.usage.queryFilter({ runId: run.id }));
  }, [standing, queryClient, trpc, run.id]);
  return data ? usageWords(data) : "none yet";
}
