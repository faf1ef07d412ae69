"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "#components/trpc/client.tsx";
import { Dialog, DialogContent } from "#components/ui/dialog.tsx";
import { NameFields } from "#components/workflows/name-fields.tsx";

export function NewDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const create = useMutation(
    trpc.workflows.create.mutationOptions({
      onSuccess: ({ name }) => {
        void queryClient.invalidateQueries(trpc.workflows.pathFilter());
        router.push(`/workflows/${encodeURIComponent(name)}`);
      },
    }),
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="New workflow" description="It starts empty; you draw its stages next.">
        <NameFields
          verb="Create"
          busy={create.isPending || create.isSuccess}
          error={create.error}
          onSubmit={(named) => create.mutate({ ...named, title: named.title || named.name })}
        />
      </DialogContent>
    </Dialog>
  );
}
