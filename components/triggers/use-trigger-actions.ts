"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { toast } from "#components/ui/toast.tsx";

interface Named {
  id: string;
  name: string;
}

/** What one does with a trigger. Switching it can be undone from its toast. */
export function useTriggerActions() {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const onSettled = () => queryClient.invalidateQueries(trpc.triggers.pathFilter());
  const onError = (error: unknown) => {
    toast.error(sentenceOf(error));
  };
  const switching = useMutation(trpc.triggers.setEnabled.mutationOptions({ onSettled, onError }));
  const removing = useMutation(trpc.triggers.remove.mutationOptions({ onSettled, onError }));
  const running = useMutation(trpc.triggers.runNow.mutationOptions({ onError }));

  function setEnabled({ id, name }: Named, enabled: boolean) {
    const say = (now: boolean, undo: boolean) =>
      toast(`${name} is ${now ? "on" : "off"}`, {
        ...(undo && { action: { label: "Undo", onClick: () => back(!now) } }),
      });
    const back = (to: boolean) => switching.mutate({ id, enabled: to }, { onSuccess: () => say(to, false) });
    switching.mutate({ id, enabled }, { onSuccess: () => say(enabled, true) });
  }

  return {
    setEnabled,
    remove: ({ id, name }: Named, onGone: () => void) =>
      removing.mutate(
        { id },
        {
          onSuccess: () => {
            toast(`${name} is deleted`);
            onGone();
          },
        },
      ),
    isRemoving: removing.isPending,
    runNow: ({ id }: Named) => running.mutate({ id }, { onSuccess: ({ runId }) => router.push(`/runs/${runId}`) }),
    isStarting: running.isPending,
  };
}
