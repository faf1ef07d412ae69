"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { authClient } from "#components/shell/auth-client.ts";
import { useEntryState } from "#components/shell/use-entry-state.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";

const MIN_PASSWORD = 8;
const HOME = "/workflows";

async function createOwner(owner: { name: string; email: string; password: string }) {
  const { error } = await authClient.signUp.email(owner);
  if (error) throw new Error(error.message ?? "The owner could not be created. Try again.");
}

export function SetupForm() {
  const entry = useEntryState("setup", HOME);
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = useMutation({ mutationFn: createOwner, onSuccess: () => window.location.assign(HOME) });

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    submit.mutate({ name: name.trim(), email: email.trim(), password });
  }

  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <div>
        <h1 className="font-semibold text-lg">Welcome to Heddle</h1>
        <p className="mt-1 text-muted text-sm">Create the owner. The owner adds the others, and may do everything.</p>
      </div>
      {entry.error && <Notice tone="danger">{sentenceOf(entry.error)}</Notice>}
      {submit.error && <Notice tone="danger">{submit.error.message}</Notice>}
      <Field label="Name" required>
        {(control) => (
          <Input
            {...control}
            autoComplete="name"
            required
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field label="E-mail" required>
        {(control) => (
          <Input
            {...control}
            type="email"
            autoComplete="username"
            required
            value={email}
            onChange={(event) => setEmail(event.target.value)}
          />
        )}
      </Field>
      <Field label="Password" hint={`At least ${MIN_PASSWORD} characters.`} required>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="new-password"
            required
            minLength={MIN_PASSWORD}
            maxLength={128}
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="primary" size="lg" busy={submit.isPending || submit.isSuccess}>
        Create owner
      </Button>
    </form>
  );
}
