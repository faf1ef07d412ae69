"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ServiceDialog } from "#components/settings/service-dialog.tsx";
import { AUTH_TITLES, KIND_TITLES } from "#components/settings/service-draft.ts";
import { ServiceMethods } from "#components/settings/service-methods.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toast.tsx";
import { type ServiceView, secretOf } from "#core/service.ts";

export function ServiceRow({ service }: { service: ServiceView }) {
  const { name, auth, kind, methods } = service;
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [open, setOpen] = useState<"methods" | "edit" | "delete" | null>(null);
  const close = () => setOpen(null);
  const remove = useMutation(
    trpc.services.delete.mutationOptions({
      onSuccess: () => toast(`${name} is deleted`),
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => {
        close();
        void queryClient.invalidateQueries(trpc.services.pathFilter());
        void queryClient.invalidateQueries(trpc.secrets.pathFilter());
      },
    }),
  );
  const secret = secretOf(auth);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="break-all font-medium font-mono">{name}</p>
        <p className="break-all text-muted text-xs">{service.baseUrl}</p>
        <p className="break-all text-muted text-xs">
          {AUTH_TITLES[auth.type]} {secret && <code>{secret}</code>}
        </p>
        {kind !== "http" && (
          <p className="text-muted text-xs">
            {KIND_TITLES[kind]}, {methods === 1 ? "1 method" : `${methods} methods`}
          </p>
        )}
        <p className="text-muted text-xs">
          Changed <RelativeTime at={service.changedAt} /> by {service.changedBy}
        </p>
      </div>
      <Button look="ghost" onClick={() => setOpen("methods")} aria-label={`Methods of ${name}`}>
        Methods
      </Button>
      <Button look="ghost" onClick={() => setOpen("edit")} aria-label={`Edit ${name}`}>
        Edit
      </Button>
      <Button look="ghost" onClick={() => setOpen("delete")} aria-label={`Delete ${name}`}>
        Delete
      </Button>
      {open === "methods" && <ServiceMethods name={name} onClose={close} />}
      {open === "edit" && <ServiceDialog service={service} onClose={close} />}
      <ConfirmDialog
        open={open === "delete"}
        onOpenChange={close}
        title={`Delete ${name}?`}
        confirm="Delete"
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ name })}
      >
        Stages that call it fail from now on, until there is a service of this name again.
      </ConfirmDialog>
    </li>
  );
}
