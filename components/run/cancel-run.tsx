"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Ban } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.tsx";

export function CancelRun({ runId }: { runId: number }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const cancel = useMutation(
    trpc.runs.cancel.mutationOptions({
      onSuccess: () => void queryClient.invalidateQueries(trpc.runs.get.queryFilter({ runId })),
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => setAsking(false),
    }),
  );
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <Ban aria-hidden /> Cancel
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Cancel run ${runId}?`}
        confirm="Cancel run"
        keep="Keep running"
        busy={cancel.isPending}
        onConfirm={() => cancel.mutate({ runId })}
      >
        What runs is stopped, what waits never starts, and open reviews close. What is done stays done.
      </ConfirmDialog>
    </>
  );
}
