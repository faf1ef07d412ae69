"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { RoleSelect } from "#components/settings/role-select.tsx";
import { ROLE_WORDS } from "#components/settings/role-words.ts";
import { ScopeField } from "#components/settings/scope-field.tsx";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useSession } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Select } from "#components/ui/select.tsx";
import { covers, ROLES, type Role } from "#core/roles.ts";
import { DEFAULT_SCOPES, type Scope } from "#core/scopes.ts";

const LIFETIMES = [
  ["7", "in 7 days"],
  ["30", "in 30 days"],
  ["90", "in 90 days"],
  ["365", "in a year"],
  ["", "never"],
] as const;

/** Makes a key; its secret is shown once, here. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { role: own } = useSession();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [scopes, setScopes] = useState<Scope[]>([...DEFAULT_SCOPES]);
  const [days, setDays] = useState("90");
  const create = useMutation(
    trpc.keys.create.mutationOptions({ onSuccess: () => queryClient.invalidateQueries(trpc.keys.pathFilter()) }),
  );

  function submit(event: FormEvent) {
    event.preventDefault();
    create.mutate({ name: name.trim(), role, scopes, expiresInDays: days === "" ? null : Number(days) });
  }

  if (create.data)
    return (
      <Dialog open onOpenChange={(open) => !open && onClose()}>
        <DialogContent title={`The key ${name.trim()}`} description="Copy it now: it is not shown again.">
          <div className="flex items-center gap-2 rounded-md border bg-canvas px-3 py-2">
            <code className="min-w-0 flex-1 select-all break-all text-sm">{create.data.secret}</code>
            <CopyButton text={create.data.secret} label="Copy the key" />
          </div>
          <p className="mt-3 text-muted text-sm">
            Send it as <code>Authorization: Bearer …</code> with each request.
          </p>
          <DialogActions>
            <DialogClose asChild>
              <Button look="primary">I have copied it</Button>
            </DialogClose>
          </DialogActions>
        </DialogContent>
      </Dialog>
    );

  const blamed = create.error ? fieldOf(create.error) : null;
  const isAboutName = blamed === "name";
  const isAboutScopes = blamed?.startsWith("scopes") === true;
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Create key">
        <form onSubmit={submit} className="flex flex-col gap-4">
          {create.error && !isAboutName && !isAboutScopes && <Notice tone="danger">{sentenceOf(create.error)}</Notice>}
          <Field
            label="Name"
            hint="What uses it, e.g. nightly import."
            error={isAboutName ? sentenceOf(create.error) : null}
            required
          >
            {(control) => (
              <Input
                {...control}
                required
                maxLength={100}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          <Field label="Role" hint={ROLE_WORDS[role]}>
            {(control) => (
              <RoleSelect
                {...control}
                value={role}
                onChange={setRole}
                offered={ROLES.filter((one) => covers(own, one))}
              />
            )}
          </Field>
          <ScopeField chosen={scopes} onChange={setScopes} error={isAboutScopes ? sentenceOf(create.error) : null} />
          <Field label="Expires" hint="Afterwards it is refused; create another before.">
            {(control) => (
              <Select {...control} value={days} onChange={(event) => setDays(event.target.value)}>
                {LIFETIMES.map(([value, words]) => (
                  <option key={value} value={value}>
                    {words}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={create.isPending}>
              Create
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
