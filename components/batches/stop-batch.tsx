"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleStop } from "lucide-react";
import { useState } from "react";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { toast } from "#components/ui/toast.tsx";

export function StopBatch({ batchId, openCount }: { batchId: number; openCount: number }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const stop = useMutation(
    trpc.batches.stop.mutationOptions({
      onSuccess: ({ canceled }) => {
        void queryClient.invalidateQueries(trpc.batches.pathFilter());
        void queryClient.invalidateQueries(trpc.runs.list.pathFilter());
        toast.success(`${canceled} ${canceled === 1 ? "run was" : "runs were"} canceled`);
      },
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => setAsking(false),
    }),
  );
  return (
    <>
      <Button onClick={() => setAsking(true)}>
        <CircleStop aria-hidden /> Stop
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Stop batch ${batchId}?`}
        confirm="Stop batch"
        keep="Keep running"
        busy={stop.isPending}
        onConfirm={() => stop.mutate({ batchId })}
      >
        {openCount} {openCount === 1 ? "run that has" : "runs that have"} not ended {openCount === 1 ? "is" : "are"}{" "}
        canceled: what runs is told to stop, what waits never starts, open reviews close. What is done stays done.
      </ConfirmDialog>
    </>
  );
}
