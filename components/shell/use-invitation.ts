"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { authClient } from "#components/shell/auth-client.ts";
import type { OpenedInvitation } from "#core/people-views.ts";

const HOME = "/workflows";

/** What of an account is asked for: the name of a new one, and the password of it or of the one that is there. */
export interface Account {
  name: string;
  password: string;
}

/** The invitation whose secret stands behind the `#` of the address, and how to accept it. Nothing happens before. */
export function useInvitation() {
  const token = useSyncExternalStore(
    onHashChange,
    () => window.location.hash.slice(1),
    () => null,
  );
  const shown = useQuery({
    queryKey: ["invitation", token],
    queryFn: () => post<OpenedInvitation>("/invitations/show", { token }),
    enabled: token !== null,
    retry: false,
  });
  const accept = useMutation({
    mutationFn: async ({ email, account }: { email: string; account: Account | null }) => {
      if (account && shown.data?.hasAccount) await signIn(email, account.password);
      await post("/invitations/accept", { token, ...(account && !shown.data?.hasAccount && account) });
    },
    onSuccess: () => window.location.assign(HOME),
  });
  return { shown, accept };
}

function onHashChange(listener: () => void) {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

async function post<Answer>(path: string, body: unknown): Promise<Answer> {
  const { data, error } = await authClient.$fetch<Answer>(path, { method: "POST", body });
  if (error || data === null) throw new Error(error?.message ?? "Heddle cannot be reached. Try again in a moment.");
  return data;
}

async function signIn(email: string, password: string): Promise<void> {
  const { error } = await authClient.signIn.email({ email, password });
  if (error)
    throw new Error(
      error.status === 401 ? "This is not the password of that account. Try again." : (error.message ?? "Try again."),
    );
}
