"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Section } from "#components/settings/section.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useSession } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

/** Gives the workspace another name; the page is loaded anew with it. */
export function WorkspaceName() {
  const trpc = useTRPC();
  const { workspace } = useSession();
  const [name, setName] = useState(workspace.name);
  const rename = useMutation(trpc.workspaces.rename.mutationOptions({ onSuccess: () => window.location.reload() }));
  function submit(event: FormEvent) {
    event.preventDefault();
    rename.mutate({ name: name.trim() });
  }
  return (
    <Section title="Workspace" description="What people see of it; nothing else depends on the name.">
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2" autoComplete="off">
        <div className="min-w-0 max-w-sm flex-1 basis-56">
          <Field label="The workspace is called" error={rename.error ? sentenceOf(rename.error) : null} required>
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
        </div>
        <Button type="submit" busy={rename.isPending || rename.isSuccess} disabled={name.trim() === workspace.name}>
          Rename
        </Button>
      </form>
    </Section>
  );
}
