"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { toast } from "#components/ui/toast.tsx";

const HOME = "/workflows";

/** The workspaces of who is signed in, and the way into another: with a full load, so that nothing of this one stays in memory. */
export function useWorkspaces() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.workspaces.list.queryOptions());
  const enter = useMutation(
    trpc.workspaces.enter.mutationOptions({
      onSuccess: () => window.location.assign(HOME),
      onError: (error) => void toast.error(sentenceOf(error)),
    }),
  );
  return { workspaces: data ?? [], enter: (workspaceId: string) => enter.mutate({ workspaceId }) };
}
