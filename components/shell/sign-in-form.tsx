"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { authClient } from "#components/shell/auth-client.ts";
import { OidcButton } from "#components/shell/oidc-button.tsx";
import { oidcRefusal } from "#components/shell/oidc-words.ts";
import { Outsider } from "#components/shell/outsider.tsx";
import { useEntryState } from "#components/shell/use-entry-state.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { nextPath } from "#components/trpc/next-path.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";

const TOO_MANY = 429;

async function signIn(credentials: { email: string; password: string }) {
  const { error } = await authClient.signIn.email(credentials);
  if (!error) return;
  if (error.status === TOO_MANY) throw new Error("Too many tries. Wait a minute and try again.");
  throw new Error(
    error.status >= 500
      ? "Heddle could not sign you in. Try again in a moment."
      : "This e-mail and password do not belong together. Check both and try again.",
  );
}

/** `refused` is why the identity provider could not sign somebody in, as the address says. */
export function SignInForm({ next, refused }: { next: string | null; refused: string | null }) {
  const target = nextPath(next);
  const entry = useEntryState("sign-in", target);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const submit = useMutation({ mutationFn: signIn, onSuccess: () => window.location.assign(target) });

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    submit.mutate({ email: email.trim(), password });
  }

  if (entry.outsider) return <Outsider email={entry.outsider} />;
  return (
    <form onSubmit={onSubmit} className="flex flex-col gap-4">
      <h1 className="font-semibold text-lg">Sign in</h1>
      {entry.error && <Notice tone="danger">{sentenceOf(entry.error)}</Notice>}
      {refused && !submit.error && <Notice tone="danger">{oidcRefusal(refused)}</Notice>}
      {submit.error && <Notice tone="danger">{submit.error.message}</Notice>}
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
      <Field label="Password" required>
        {(control) => (
          <Input
            {...control}
            type="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" look="primary" size="lg" busy={submit.isPending || submit.isSuccess}>
        Sign in
      </Button>
      {entry.oidc && <OidcButton name={entry.oidc} next={target} />}
      <p className="text-muted text-xs">No account yet? The owner of this Heddle adds people under Settings.</p>
    </form>
  );
}
