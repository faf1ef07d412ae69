"use client";

import { UserRoundX } from "lucide-react";
import { signOut } from "#components/shell/sign-out.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** What somebody sees who is signed in and a member of no workspace. */
export const Outsider = ({ email }: { email: string }) => (
  <EmptyState
    heading="h1"
    icon={UserRoundX}
    title="You are in no workspace yet"
    actions={<Button onClick={signOut}>Sign out</Button>}
  >
    You are signed in as {email}, and no workspace has you as a member. Ask an owner to invite you under this e-mail,
    and open the link that they send.
  </EmptyState>
);
