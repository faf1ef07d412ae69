"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { toast } from "#components/ui/toast.tsx";

/** Puts a workflow away and takes it back; each can be undone from its toast. */
export function useArchive() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const again = () => queryClient.invalidateQueries(trpc.workflows.pathFilter());
  const onError = (error: unknown) => {
    toast.error(sentenceOf(error));
  };
  const away = useMutation(trpc.workflows.archive.mutationOptions({ onSettled: again, onError }));
  const back = useMutation(trpc.workflows.restore.mutationOptions({ onSettled: again, onError }));

  const restore = (name: string) => back.mutate({ name }, { onSuccess: () => toast(`${name} is back`) });
  const archive = (name: string) =>
    away.mutate(
      { name },
      { onSuccess: () => toast(`${name} is archived`, { action: { label: "Undo", onClick: () => restore(name) } }) },
    );
  return { archive, restore };
}
