"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { toast } from "#components/ui/toast.tsx";

/** Marks notifications as read, or as unread again; the list and the bell follow. */
export function useMarkRead() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  return useMutation(
    trpc.notifications.markRead.mutationOptions({
      onSuccess: (unread) => queryClient.setQueryData(trpc.notifications.count.queryKey(), unread),
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.notifications.list.pathFilter()),
    }),
  );
}
