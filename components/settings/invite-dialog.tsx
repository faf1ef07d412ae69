"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { RoleSelect } from "#components/settings/role-select.tsx";
import { ROLE_WORDS } from "#components/settings/role-words.ts";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Role } from "#core/roles.ts";

/** Makes an invitation; its link is shown once, here. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("reviewer");
  const create = useMutation(
    trpc.invitations.create.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries(trpc.invitations.pathFilter()),
    }),
  );
  const isAboutEmail = create.error !== null && fieldOf(create.error) === "email";

  function submit(event: FormEvent) {
    event.preventDefault();
    create.mutate({ email: email.trim(), role });
  }

  if (create.data)
    return (
      <Dialog open onOpenChange={(open) => !open && onClose()}>
        <DialogContent
          title={`The invitation of ${email.trim()}`}
          description="Copy the link now and send it to them: it is not shown again."
        >
          <div className="flex items-center gap-2 rounded-md border bg-canvas px-3 py-2">
            <code className="min-w-0 flex-1 select-all break-all text-sm">{create.data.link}</code>
            <CopyButton text={create.data.link} label="Copy the link" />
          </div>
          <p className="mt-3 text-muted text-sm">It works once, for seven days, for that e-mail alone.</p>
          <DialogActions>
            <DialogClose asChild>
              <Button look="primary">I have copied it</Button>
            </DialogClose>
          </DialogActions>
        </DialogContent>
      </Dialog>
    );

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Invite" description="You get a link to send to them; they choose their own password.">
        <form onSubmit={submit} className="flex flex-col gap-4" autoComplete="off">
          {create.error && !isAboutEmail && <Notice tone="danger">{sentenceOf(create.error)}</Notice>}
          <Field label="E-mail" error={isAboutEmail ? sentenceOf(create.error) : null} required>
            {(control) => (
              <Input
                {...control}
                type="email"
                required
                autoComplete="off"
                maxLength={254}
                value={email}
                onChange={(event) => setEmail(event.target.value)}
              />
            )}
          </Field>
          <Field label="Role" hint={ROLE_WORDS[role]}>
            {(control) => <RoleSelect {...control} value={role} onChange={setRole} />}
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={create.isPending}>
              Make link
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
