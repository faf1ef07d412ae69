"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { SecretDialog } from "#components/settings/secret-dialog.tsx";
import { SecretUses } from "#components/settings/secret-uses.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { SecretView } from "#core/secret.ts";

type Open = "replace" | "uses" | "delete" | null;

export function SecretRow({ secret }: { secret: SecretView }) {
  const { name, services } = secret;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const remove = useMutation(
    trpc.secrets.delete.mutationOptions({
      onSuccess: () => toast(`${name} is deleted`),
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => {
        close();
        void queryClient.invalidateQueries(trpc.secrets.pathFilter());
      },
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="break-all font-medium font-mono">{name}</p>
        <p className="text-muted text-xs">
          Set <RelativeTime at={secret.changedAt} /> by {secret.changedBy} ·{" "}
          {secret.lastUsedAt ? "last used " : "never used"}
          {secret.lastUsedAt && <RelativeTime at={secret.lastUsedAt} />}
        </p>
        <p className="text-muted text-xs">
          {services.length > 0 ? `Sent along by ${services.join(", ")}` : "No service sends it along"}
        </p>
      </div>
      <Button look="ghost" onClick={() => setOpen("uses")} aria-label={`Uses of ${name}`}>
        Uses
      </Button>
      <Button look="ghost" onClick={() => setOpen("replace")} aria-label={`Replace ${name}`}>
        Replace
      </Button>
      <Button look="ghost" onClick={() => setOpen("delete")} aria-label={`Delete ${name}`}>
        Delete
      </Button>
      {open === "replace" && <SecretDialog secret={secret} onClose={close} />}
      {open === "uses" && <SecretUses name={name} onClose={close} />}
      <ConfirmDialog
        open={open === "delete"}
        onOpenChange={close}
        title={`Delete ${name}?`}
        confirm="Delete"
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ name })}
      >
        Its value is gone for good. What it was used for stays on record.
      </ConfirmDialog>
    </li>
  );
}
