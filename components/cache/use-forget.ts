"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { outputWords } from "#components/cache/cache-words.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { toast } from "#components/ui/toast.tsx";

/** Forgets outputs, so that the next task with the same work does it. */
export function useForget(onDone: () => void) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.cache.invalidate.mutationOptions({
      onSuccess: ({ forgotten }) => {
        toast(forgotten === 1 ? "1 output is forgotten" : `${outputWords(forgotten)} are forgotten`);
        onDone();
      },
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.cache.pathFilter()),
    }),
  );
}
