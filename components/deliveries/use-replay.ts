"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { toast } from "#components/ui/toast.tsx";

const wordsOf = (count: number): string => {
  if (count === 0) return "They are being sent already";
  return count === 1 ? "The delivery is sent again" : `${count} deliveries are sent again`;
};

/** Sends deliveries once more, under their keys. */
export function useReplay(onDone?: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.deliveries.replay.mutationOptions({
      onSuccess: ({ replayed }) => {
        toast(wordsOf(replayed.length));
        onDone?.();
      },
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.deliveries.pathFilter()),
    }),
  );
}
