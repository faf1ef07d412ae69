import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { newKey } from "#components/run/new-key.ts";
import { rememberInput } from "#components/run/remembered-input.ts";
import { type StartRefusal, startRefusal } from "#components/run/start-refusal.ts";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { Metadata } from "#core/metadata.ts";

/** What a start may say beside its input. */
export interface StartOptions {
  priority?: number;
  metadata?: Metadata;
}

/** Starts a run and goes to it. However often it is asked with the same input, it starts one. */
export function useStartRun(workflow: string) {
  const trpc = useTRPC();
  const router = useRouter();
  const key = useRef<{ request: string; idempotencyKey: string }>(undefined);
  const mutation = useMutation(
    trpc.runs.start.mutationOptions({
      onSuccess: ({ runId, deduped }, { input }) => {
        if (deduped) toast(`Run ${runId} is there already: nothing was started`);
        rememberInput(window.localStorage, workflow, input);
        router.push(`/runs/${runId}`);
      },
    }),
  );

  function start(version: number, input: unknown, options: StartOptions) {
    const request = JSON.stringify([version, input, options]);
    if (key.current?.request !== request) key.current = { request, idempotencyKey: newKey() };
    mutation.mutate({ workflow, version, input, ...options, idempotencyKey: key.current.idempotencyKey });
  }

  const refusal: StartRefusal | null = mutation.error
    ? startRefusal(fieldOf(mutation.error), sentenceOf(mutation.error))
    : null;
  return { start, refusal, forgive: mutation.reset, isBusy: mutation.isPending || mutation.isSuccess };
}
