"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ServiceAuthFields } from "#components/settings/service-auth-fields.tsx";
import { ServiceDocumentField } from "#components/settings/service-document-field.tsx";
import {
  type DraftErrors,
  draftOf,
  EMPTY_DRAFT,
  placeOf,
  readDraft,
  type ServiceDraft,
} from "#components/settings/service-draft.ts";
import { ServiceKindField } from "#components/settings/service-kind-field.tsx";
import { ServiceLimitFields } from "#components/settings/service-limit-fields.tsx";
import { ServiceTextField } from "#components/settings/service-text-field.tsx";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { ServiceView } from "#core/service.ts";

interface ServiceDialogProps {
  /** The one that is changed; a new one is made without. */
  service?: ServiceView;
  onClose: () => void;
}

const ADDRESSES = {
  http: {
    label: "Base URL",
    hint: "Stages and code call paths below it, and nothing else.",
    placeholder: "https://api.example.org/v1",
  },
  openapi: {
    label: "Base URL",
    hint: "Its paths are below it. Without one that of the document is taken.",
    placeholder: "https://api.example.org/v1",
  },
  mcp: {
    label: "Address",
    hint: "Where the server is spoken to (streamable HTTP). It is asked for its tools now.",
    placeholder: "https://mcp.example.org/mcp",
  },
} as const;

/** Says how much of a document cannot be called, and the first reason. */
const leftOutNote = ([first, ...others]: string[]) =>
  first === undefined
    ? {}
    : { description: `Left out: ${first}${others.length > 0 ? `, and ${others.length} more` : ""}`, duration: 10_000 };

/** Asks for the address of a service and how it knows who calls. */
export function ServiceDialog({ service, onClose }: ServiceDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState(service ? draftOf(service) : EMPTY_DRAFT);
  const [errors, setErrors] = useState<DraftErrors>({});
  const save = useMutation(
    trpc.services.save.mutationOptions({
      onSuccess: ({ name, leftOut }) => {
        toast(service ? `${name} is changed` : `${name} is added`, leftOutNote(leftOut));
        void queryClient.invalidateQueries(trpc.services.pathFilter());
        void queryClient.invalidateQueries(trpc.secrets.pathFilter());
        onClose();
      },
      onError: (error) => {
        const place = placeOf(fieldOf(error), draft);
        // The field says which it is.
        if (place) setErrors({ [place]: sentenceOf(error).replace(/^service\.[\w.]+: /, "") });
      },
    }),
  );
  const isElsewhere = save.error && placeOf(fieldOf(save.error), draft) === null;
  const change = (part: Partial<ServiceDraft>) => setDraft({ ...draft, ...part });
  const form = { draft, errors, onChange: change };

  function submit(event: FormEvent) {
    event.preventDefault();
    const read = readDraft(draft);
    setErrors("errors" in read ? read.errors : {});
    if ("service" in read) save.mutate({ service: read.service, version: service?.version ?? null });
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={service ? `Edit ${service.name}` : "Add service"}>
        <form onSubmit={submit} noValidate autoComplete="off" className="flex flex-col gap-4">
          {isElsewhere && <Notice tone="danger">{sentenceOf(save.error)}</Notice>}
          {!service && <ServiceKindField {...form} />}
          {!service && (
            <ServiceTextField
              {...form}
              field="name"
              label="Name"
              hint="By which stages and code call it: small letters, digits and _."
              placeholder="crm"
              required
            />
          )}
          {draft.kind === "openapi" && <ServiceDocumentField {...form} isNew={!service} />}
          <ServiceTextField {...form} {...ADDRESSES[draft.kind]} field="baseUrl" required={draft.kind !== "openapi"} />
          <ServiceAuthFields {...form} />
          <ServiceLimitFields {...form} />
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={save.isPending}>
              {service ? "Save" : "Add"}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
