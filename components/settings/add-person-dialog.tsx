"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { RoleSelect } from "#components/settings/role-select.tsx";
import { ROLE_WORDS } from "#components/settings/role-words.ts";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { Role } from "#core/roles.ts";

const TEXTS = [
  { field: "name", label: "Name", type: "text", hint: null },
  { field: "email", label: "E-mail", type: "email", hint: null },
  { field: "password", label: "First password", type: "text", hint: "At least 8 characters. Hand it over yourself." },
] as const;

export function AddPersonDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [person, setPerson] = useState<{ name: string; email: string; password: string; role: Role }>({
    name: "",
    email: "",
    password: "",
    role: "reviewer",
  });
  const add = useMutation(
    trpc.people.add.mutationOptions({
      onSuccess: () => {
        void queryClient.invalidateQueries(trpc.people.pathFilter());
        toast(`${person.name} may sign in now`);
        onClose();
      },
    }),
  );
  const blamed = add.error ? fieldOf(add.error) : null;
  const isAtField = TEXTS.some(({ field }) => field === blamed);

  function submit(event: FormEvent) {
    event.preventDefault();
    add.mutate(person);
  }

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title="Add person" description="They sign in with this e-mail and password.">
        <form onSubmit={submit} className="flex flex-col gap-4" autoComplete="off">
          {add.error && !isAtField && <Notice tone="danger">{sentenceOf(add.error)}</Notice>}
          {TEXTS.map(({ field, label, type, hint }) => (
            <Field
              key={field}
              label={label}
              hint={hint}
              error={blamed === field ? sentenceOf(add.error) : null}
              required
            >
              {(control) => (
                <Input
                  {...control}
                  type={type}
                  required
                  autoComplete="off"
                  maxLength={field === "password" ? 128 : 254}
                  value={person[field]}
                  onChange={(event) => setPerson({ ...person, [field]: event.target.value })}
                />
              )}
            </Field>
          ))}
          <Field label="Role" hint={ROLE_WORDS[person.role]}>
            {(control) => (
              <RoleSelect {...control} value={person.role} onChange={(role) => setPerson({ ...person, role })} />
            )}
          </Field>
          <DialogActions>
            <DialogClose asChild>
              <Button>Cancel</Button>
            </DialogClose>
            <Button type="submit" look="primary" busy={add.isPending}>
              Add
            </Button>
          </DialogActions>
        </form>
      </DialogContent>
    </Dialog>
  );
}
