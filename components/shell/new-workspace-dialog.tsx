"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useEffect, useState } from "react";
import { useWorkspaces } from "#components/shell/use-workspaces.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

const SHOW = "heddle:new-workspace";
export const showNewWorkspace = () => document.dispatchEvent(new Event(SHOW));

/** Makes a workspace and goes there. */
export function NewWorkspaceDialog() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const show = () => setOpen(true);
    document.addEventListener(SHOW, show);
    return () => document.removeEventListener(SHOW, show);
  }, []);
  return (
    <Dialog open={open} onOpenChange={setOpen}>
      <DialogContent
        title="New workspace"
        description="With workflows, runs, people and keys of its own. You are its owner."
        size="sm"
      >
        <NewWorkspaceForm />
      </DialogContent>
    </Dialog>
  );
}

function NewWorkspaceForm() {
  const trpc = useTRPC();
  const { enter } = useWorkspaces();
  const [name, setName] = useState("");
  const create = useMutation(
    trpc.workspaces.create.mutationOptions({ onSuccess: ({ workspaceId }) => enter(workspaceId) }),
  );
  function submit(event: FormEvent) {
    event.preventDefault();
    create.mutate({ name: name.trim() });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4" autoComplete="off">
      <Field label="Name" error={create.error ? sentenceOf(create.error) : null} required>
        {(control) => (
          <Input {...control} required maxLength={100} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" look="primary" busy={create.isPending || create.isSuccess}>
          Create
        </Button>
      </DialogActions>
    </form>
  );
}
