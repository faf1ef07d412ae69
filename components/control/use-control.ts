"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { RunAction, StageAction } from "#components/control/stage-actions.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC, useTRPCClient } from "#components/trpc/client.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { RunSummary } from "#core/views.ts";

/** A run as it was seen when somebody asked for something. */
export type SeenRun = Pick<RunSummary, "id" | "epoch">;

/** How long the way back is offered. */
const UNDO_MS = 10_000;

const DONE: Record<StageAction, string> = {
  retry: "Retrying",
  rerun: "Running again",
  skip: "Skipped",
  pause: "Paused",
  resume: "Resumed",
  cancel: "Canceled",
};
/** What takes an action back, as the button of its notice. */
const UNDO_RUN: Partial<Record<RunAction, { label: string; action: RunAction }>> = {
  pause: { label: "Undo", action: "resume" },
  resume: { label: "Undo", action: "pause" },
  cancel: { label: "Retry", action: "retry" },
};
const UNDO_STAGE: Partial<Record<StageAction, { label: string; action: StageAction }>> = {
  pause: { label: "Undo", action: "resume" },
  resume: { label: "Undo", action: "pause" },
  cancel: { label: "Retry", action: "retry" },
  skip: { label: "Run it", action: "rerun" },
};

/** Changes runs and their stages by hand. Says what was done, offers the way back, and says what was refused and why. */
export function useControl() {
  const trpc = useTRPC();
  const { runs: api } = useTRPCClient();
  const queryClient = useQueryClient();
  const onTasks: Record<StageAction, (input: { runId: number; taskIds: number[] }) => Promise<{ changed: number[] }>> =
    {
      retry: api.retryTasks.mutate,
      rerun: api.rerunTasks.mutate,
      skip: api.skipTasks.mutate,
      pause: api.pauseTasks.mutate,
      resume: api.resumeTasks.mutate,
      cancel: api.cancelTasks.mutate,
    };
  const onRun: Record<RunAction, (run: SeenRun) => Promise<unknown>> = {
    pause: ({ id }) => api.pause.mutate({ runId: id }),
    resume: ({ id }) => api.resume.mutate({ runId: id }),
    cancel: ({ id }) => api.cancel.mutate({ runId: id }),
    retry: ({ id, epoch }) => api.retry.mutate({ runId: id, epoch }),
  };

  const refresh = () => {
    void queryClient.invalidateQueries(trpc.runs.list.pathFilter());
    void queryClient.invalidateQueries(trpc.runs.get.pathFilter());
  };

  async function controlStages(runId: number, action: StageAction, taskIds: number[], what: string): Promise<void> {
    try {
      const { changed } = await onTasks[action]({ runId, taskIds });
      const undo = UNDO_STAGE[action];
      toast.success(`${DONE[action]}: ${what}`, {
        ...(undo &&
          changed.length > 0 && {
            duration: UNDO_MS,
            action: { label: undo.label, onClick: () => void controlStages(runId, undo.action, changed, what) },
          }),
      });
    } catch (error) {
      toast.error(sentenceOf(error));
    }
    refresh();
  }

  async function controlRuns(action: RunAction, runs: readonly SeenRun[]): Promise<void> {
    const answers = await Promise.allSettled(runs.map((run) => onRun[action](run)));
    const changed = runs.filter((_, index) => answers[index]?.status === "fulfilled");
    const refused = answers.find((answer) => answer.status === "rejected");
    const undo = UNDO_RUN[action];
    if (changed.length > 0)
      toast.success(`${DONE[action]}: ${runWords(changed)}`, {
        ...(undo && {
          duration: UNDO_MS,
          action: { label: undo.label, onClick: () => void controlRuns(undo.action, changed) },
        }),
      });
    if (refused)
      toast.error(
        runs.length === 1
          ? sentenceOf(refused.reason)
          : `${runs.length - changed.length} of ${runs.length} runs: ${sentenceOf(refused.reason)}`,
      );
    refresh();
  }

  return { controlStages, controlRuns };
}

const runWords = (runs: readonly SeenRun[]): string =>
  runs.length === 1 ? `run ${runs[0]?.id}` : `${runs.length} runs`;
