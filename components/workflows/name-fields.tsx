"use client";

import { type FormEvent, useState } from "react";
import { fieldOf, sentenceOf } from "#components/trpc/api-error.ts";
import { Button } from "#components/ui/button.tsx";
import { DialogActions, DialogClose } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { proposedName } from "#components/workflows/proposed-name.ts";
import { WorkflowName } from "#core/workflow-name.ts";

interface NameFieldsProps {
  initialTitle?: string;
  asksTitle?: boolean;
  initialName?: string;
  verb: string;
  busy: boolean;
  error: unknown;
  onSubmit: (named: { name: string; title: string }) => void;
}

/** Title and name of a workflow; the name follows the title until one writes it oneself. */
export function NameFields({
  initialTitle = "",
  asksTitle = true,
  initialName,
  verb,
  busy,
  error,
  onSubmit,
}: NameFieldsProps) {
  const [title, setTitle] = useState(initialTitle);
  const [ownName, setOwnName] = useState(initialName ?? null);
  const [tried, setTried] = useState(false);
  const name = ownName ?? proposedName(title);
  const nameCheck = WorkflowName.safeParse(name);
  const nameMistake =
    tried && !nameCheck.success ? `The name ${nameCheck.error.issues[0]?.message ?? "is not valid"}.` : null;
  const blamed = error ? fieldOf(error) : null;
  const isAboutName = blamed === "name" || blamed === "newName";

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (nameCheck.success) onSubmit({ name, title: title.trim() });
  }

  return (
    <form onSubmit={submit} noValidate className="flex flex-col gap-4">
      {Boolean(error) && !isAboutName && <Notice tone="danger">{sentenceOf(error)}</Notice>}
      {asksTitle && (
        <Field label="Title" required>
          {(control) => (
            <Input
              {...control}
              value={title}
              maxLength={200}
              placeholder="Document review"
              onChange={(event) => setTitle(event.target.value)}
            />
          )}
        </Field>
      )}
      <Field
        label="Name"
        hint="Used in addresses and by the API. It cannot be changed later."
        error={nameMistake ?? (isAboutName ? sentenceOf(error) : null)}
        required
      >
        {(control) => (
          <Input
            {...control}
            value={name}
            maxLength={100}
            spellCheck={false}
            placeholder="document.review"
            className="font-mono"
            onChange={(event) => setOwnName(event.target.value)}
          />
        )}
      </Field>
      <DialogActions>
        <DialogClose asChild>
          <Button>Cancel</Button>
        </DialogClose>
        <Button type="submit" look="primary" busy={busy}>
          {verb}
        </Button>
      </DialogActions>
    </form>
  );
}
