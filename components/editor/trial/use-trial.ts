"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "#components/trpc/client.tsx";
import type { Definition, Stage } from "#core/definition.ts";
import { isTrialOpen, type Pin, type TrialView } from "#core/trial.ts";

const LOOK_MS = 300;

interface UsedTrial {
  /** The last one that was asked for here; null before the first. */
  trial: TrialView | null;
  isRunning: boolean;
  error: unknown;
  /** Runs the stage as it is on screen, and keeps the pin. */
  run(stage: Stage, pin: Pin): void;
  stop(): void;
}

/** Runs a stage of the workflow alone, and follows what comes of it. */
export function useTrial({ name, functions }: Pick<Definition, "name" | "functions">): UsedTrial {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [trialId, setTrialId] = useState<number | null>(null);
  const start = useMutation(
    trpc.trials.start.mutationOptions({
      onSuccess: (started, { stage }) => {
        void queryClient.invalidateQueries(trpc.trials.pin.queryFilter({ name, stageId: stage.id }));
        setTrialId(started.trialId);
      },
    }),
  );
  const looking = useQuery(
    trpc.trials.get.queryOptions(
      { trialId: trialId ?? 0 },
      {
        enabled: trialId !== null,
        refetchInterval: ({ state }) => (state.data && !isTrialOpen(state.data.status) ? false : LOOK_MS),
      },
    ),
  );
  const stop = useMutation(trpc.trials.stop.mutationOptions({ onSettled: () => looking.refetch() }));
  const trial = trialId === null ? null : (looking.data ?? null);
  return {
    trial,
    isRunning: start.isPending || (trialId !== null && !looking.error && (trial === null || isTrialOpen(trial.status))),
    error: start.error ?? looking.error ?? stop.error,
    run: (stage, pin) => start.mutate({ name, stage, functions, pin }),
    stop: () => trialId !== null && stop.mutate({ trialId }),
  };
}
