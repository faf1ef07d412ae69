"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toast.tsx";
import { NewSecret, type SecretView } from "#core/secret.ts";

interface SecretDialogProps {
  /** The one whose value is replaced; a new one is made without. */
  secret?: SecretView;
  onClose: () => void;
}

/** Takes the value of a secret. It is never filled in again: there is nowhere to take it from. */
export function SecretDialog({ secret, onClose }: SecretDialogProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [name, setName] = useState(secret?.name ?? "");
  const [value, setValue] = useState("");
  const [refused, setRefused] = useState<Record<string, string>>({});
  const set = useMutation(
    trpc.secrets.set.mutationOptions({
      // The value is not kept once it was sent.
      gcTime: 0,
      onSuccess: () => {
        toast(secret ? `${name} has a new value` : `${name} is set`);
        void queryClient.invalidateQueries(trpc.secrets.pathFilter());
        onClose();
      },
    }),
  );
  const field = set.error ? fieldOf(set.error) : null;
  const errorOf = (which: string) =>
    refused[which] ?? (set.error && field === which ? sentenceOf(set.error) : undefined);
  const isElsewhere = set.error && field !== "name" && field !== "value";

  function submit(event: FormEvent) {
    event.preventDefault();
    const read = NewSecret.safeParse({ name, value });
    setRefused(Object.fromEntries(read.error?.issues.map(({ path, message }) => [path[0], `It ${message}.`]) ?? []));
    if (read.success) set.mutate(read.data);
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={secret ? `Replace ${secret.name}` : "Add secret"}>
        <form onSubmit={submit} noValidate autoComplete="off" className="flex flex-col gap-4">
          {isElsewhere && <Notice tone="danger">{sentenceOf(set.error)}</Notice>}
          {secret ? (
            <p className="text-muted text-sm">
              Set <RelativeTime at={secret.changedAt} /> by {secret.changedBy}. The value that it has cannot be seen;
              the one that you enter takes its place from the next attempt on.
            </p>
          ) : (
            <Field label="Name" hint="Capitals, digits and _, e.g. CRM_API_KEY." error={errorOf("name")} required>
              {(control) => (
                <Input
                  {...control}
                  value={name}
                  maxLength={64}
                  spellCheck={false}
                  autoComplete="off"
                  className="font-mono"
                  onChange={({ target }) => setName(target.value.toUpperCase())}
                />
              )}
            </Field>
          )}
          <Field
            label={secret ? "New value" : "Value"}
            hint="Kept encrypted. Nobody can see it again, you neither."
            error={errorOf("value")}
            required
          >
            {(control) => (
              <Input
                {...control}
                type="password"
                autoComplete="new-password"
                value={value}
                onChange={({ target }) => setValue(target.value)}
              />
            )}
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={set.isPending}>
              {secret ? "Replace" : "Add"}
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
