"use client";

import { MailX } from "lucide-react";
import { type FormEvent, useState } from "react";
import { authClient } from "#components/shell/auth-client.ts";
import { type Account, useInvitation } from "#components/shell/use-invitation.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { OpenedInvitation } from "#core/people-views.ts";

/** What the link of an invitation opens: who invites where to, and how to join. Only the button joins. */
export function Invitation() {
  const { shown, accept } = useInvitation();
  if (shown.error)
    return (
      <EmptyState heading="h1" icon={MailX} title="You cannot join by this link">
        {shown.error.message}
      </EmptyState>
    );
  if (!shown.data) return <SkeletonRows label="Opening the invitation" />;
  const { workspaceName, invitedBy, role, email, signedInAs } = shown.data;
  return (
    <div className="flex flex-col gap-4">
      <div>
        <h1 className="font-semibold text-lg">Join {workspaceName}</h1>
        <p className="mt-1 text-muted text-sm">
          {invitedBy} invites you, {email}, as {role}.
        </p>
      </div>
      {signedInAs !== null && signedInAs !== email ? (
        <SignedInAsAnother as={signedInAs} />
      ) : (
        <Join
          invitation={shown.data}
          error={accept.error}
          busy={accept.isPending || accept.isSuccess}
          onJoin={(account) => accept.mutate({ email, account })}
        />
      )}
    </div>
  );
}

function SignedInAsAnother({ as }: { as: string }) {
  const [leaving, setLeaving] = useState(false);
  async function leave() {
    setLeaving(true);
    await authClient.signOut();
    window.location.reload();
  }
  return (
    <>
      <Notice tone="warning">You are signed in as {as}. Sign out to join as who is invited.</Notice>
      <Button look="primary" size="lg" busy={leaving} onClick={leave}>
        Sign out and go on
      </Button>
    </>
  );
}

interface JoinProps {
  invitation: OpenedInvitation;
  error: Error | null;
  busy: boolean;
  onJoin: (account: Account | null) => void;
}

function Join({ invitation: { email, hasAccount, signedInAs }, error, busy, onJoin }: JoinProps) {
  const [account, setAccount] = useState<Account>({ name: "", password: "" });
  const isSignedIn = signedInAs !== null;
  function submit(event: FormEvent) {
    event.preventDefault();
    onJoin(isSignedIn ? null : { ...account, name: account.name.trim() });
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {error && <Notice tone="danger">{error.message}</Notice>}
      <input type="hidden" autoComplete="username" value={email} />
      {!isSignedIn && !hasAccount && (
        <Field label="Your name" required>
          {(control) => (
            <Input
              {...control}
              autoComplete="name"
              required
              maxLength={100}
              value={account.name}
              onChange={(event) => setAccount({ ...account, name: event.target.value })}
            />
          )}
        </Field>
      )}
      {!isSignedIn && (
        <Field
          label="Password"
          hint={
            hasAccount
              ? "Of the account that you have here. Who signs in without one does so first, and opens the link again."
              : "At least 8 characters; you sign in with it."
          }
          required
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete={hasAccount ? "current-password" : "new-password"}
              required
              minLength={hasAccount ? undefined : 8}
              maxLength={128}
              value={account.password}
              onChange={(event) => setAccount({ ...account, password: event.target.value })}
            />
          )}
        </Field>
      )}
      <Button type="submit" look="primary" size="lg" busy={busy}>
        Join
      </Button>
    </form>
  );
}
