"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { draftOf, type RetentionDraft, type RetentionField, readDraft } from "#components/settings/retention-draft.ts";
import { RetentionPreviewNotice } from "#components/settings/retention-preview-notice.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import { toast } from "#components/ui/toast.tsx";
import { ALL_WORKFLOWS, type Retention } from "#core/retention.ts";

interface RetentionDialogProps {
  /** Without it one is chosen. */
  workflow?: string;
  set?: Retention;
  /** Workflows that are not offered. */
  taken?: readonly string[];
  onClose: () => void;
}

const OFFERED = 100;

/** Asks how long runs are kept, shows what would go, and then sets it. */
export function RetentionDialog({ workflow: given, set = {}, taken = [], onClose }: RetentionDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [chosen, setChosen] = useState(given ?? "");
  const [draft, setDraft] = useState(() => draftOf(set));
  const [errors, setErrors] = useState<Partial<RetentionDraft & { workflow: string }>>({});
  /** What was looked at; only that is set. */
  const [seen, setSeen] = useState<Retention | null>(null);
  const offered = useQuery({ ...trpc.workflows.list.queryOptions({ limit: OFFERED }), enabled: given === undefined });
  const preview = useQuery({
    ...trpc.retention.preview.queryOptions({ workflow: chosen, ...seen }),
    enabled: seen !== null,
  });
  const save = useMutation(
    trpc.retention.set.mutationOptions({
      onSuccess: () => {
        toast("The retention is set");
        void queryClient.invalidateQueries(trpc.retention.pathFilter());
        onClose();
      },
    }),
  );
  const names = (offered.data?.rows ?? []).map(({ name }) => name).filter((name) => !taken.includes(name));

  function submit(event: FormEvent) {
    event.preventDefault();
    const read = readDraft(draft);
    const wrong = { ...("errors" in read && read.errors), ...(chosen === "" && { workflow: "Choose a workflow." }) };
    setErrors(wrong);
    if ("errors" in read || chosen === "") return;
    if (seen && preview.data) save.mutate({ workflow: chosen, ...seen });
    else setSeen(read.retention);
  }
  function change(field: RetentionField, text: string) {
    setDraft({ ...draft, [field]: text });
    setSeen(null);
  }
  const limit = (field: RetentionField, label: string, hint: string) => (
    <Field label={label} hint={hint} error={errors[field]} className="flex-1 basis-40">
      {(control) => (
        <Input
          {...control}
          inputMode="numeric"
          autoComplete="off"
          value={draft[field]}
          onChange={({ target }) => change(field, target.value)}
        />
      )}
    </Field>
  );

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={given === ALL_WORKFLOWS ? "Retention of all other workflows" : "Retention of a workflow"}>
        <form onSubmit={submit} noValidate className="flex flex-col gap-4">
          {save.error && <Notice tone="danger">{sentenceOf(save.error)}</Notice>}
          {given === undefined ? (
            <Field label="Workflow" error={errors.workflow} required>
              {(control) => (
                <Select
                  {...control}
                  value={chosen}
                  onChange={({ target }) => {
                    setChosen(target.value);
                    setSeen(null);
                  }}
                >
                  <option value="">Choose one</option>
                  {names.map((name) => (
                    <option key={name}>{name}</option>
                  ))}
                </Select>
              )}
            </Field>
          ) : (
            given !== ALL_WORKFLOWS && <p className="break-all text-muted text-sm">{given}</p>
          )}
          <div className="flex flex-wrap gap-4">
            {limit("keepDays", "Days after their end", "Empty: however old")}
            {limit("keepRuns", "Newest runs", "Empty: however many")}
          </div>
          {seen && <RetentionPreviewNotice preview={preview} />}
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            {seen && preview.data ? (
              <Button look="primary" type="submit" busy={save.isPending}>
                {preview.data.goes > 0 ? "Set and delete" : "Set"}
              </Button>
            ) : (
              <Button look="primary" type="submit" busy={seen !== null && preview.isFetching}>
                Preview
              </Button>
            )}
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
