"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTRPC } from "#components/trpc/client.tsx";
import { Dialog, DialogContent } from "#components/ui/dialog.tsx";
import { NameFields } from "#components/workflows/name-fields.tsx";

interface DuplicateDialogProps {
  name: string;
  title: string;
  onClose: () => void;
}

export function DuplicateDialog({ name, title, onClose }: DuplicateDialogProps) {
  const trpc = useTRPC();
  const router = useRouter();
  const queryClient = useQueryClient();
  const duplicate = useMutation(
    trpc.workflows.duplicate.mutationOptions({
      onSuccess: (copy) => {
        void queryClient.invalidateQueries(trpc.workflows.pathFilter());
        router.push(`/workflows/${encodeURIComponent(copy.name)}`);
      },
    }),
  );
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={`Duplicate ${title || name}`} description="The copy starts from the draft and has no runs.">
        <NameFields
          asksTitle={false}
          initialName={`${name}.copy`}
          verb="Duplicate"
          busy={duplicate.isPending || duplicate.isSuccess}
          error={duplicate.error}
          onSubmit={(named) => duplicate.mutate({ name, newName: named.name })}
        />
      </DialogContent>
    </Dialog>
  );
}
