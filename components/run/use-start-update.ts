import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useRef } from "react";
import { newKey } from "#components/run/new-key.ts";
import { type UpdateDraft, updateRequest } from "#components/run/update-draft.ts";
import { useTRPC } from "#components/trpc/client.tsx";

/** Starts an update run and goes to it. However often it is asked with the same draft, it starts one. */
export function useStartUpdate(runId: number) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const key = useRef<{ said: string; idempotencyKey: string }>(undefined);
  const { mutate, error, reset, isPending, isSuccess } = useMutation(
    trpc.runs.update.mutationOptions({
      onSuccess: (started) => {
        void queryClient.invalidateQueries(trpc.runs.get.queryFilter({ runId }));
        router.push(`/runs/${started.runId}`);
      },
      // It may have been refused because of what came after the preview.
      onError: () => void queryClient.invalidateQueries(trpc.runs.previewUpdate.pathFilter()),
    }),
  );

  function start(draft: UpdateDraft) {
    const asked = { ...updateRequest(runId, draft), note: draft.note.trim(), force: draft.isForced };
    const said = JSON.stringify(asked);
    if (key.current?.said !== said) key.current = { said, idempotencyKey: newKey() };
    mutate({ ...asked, idempotencyKey: key.current.idempotencyKey });
  }
  return { start, error, forgive: reset, isBusy: isPending || isSuccess };
}
