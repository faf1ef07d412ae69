"use client";

import { useMutation } from "@tanstack/react-query";
import { authClient } from "#components/shell/auth-client.ts";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";

async function addressOf({ name, next }: { name: string; next: string }): Promise<string> {
  const { data, error } = await authClient.$fetch<{ url: string }>("/sign-in/oidc", { method: "POST", body: { next } });
  if (data) return data.url;
  if (error?.status === 429) throw new Error("Too many tries. Wait a minute, then try again.");
  throw new Error(`${name} does not answer now. Sign in with a password, or try again in a moment.`);
}

/** Leads to the identity provider, which sends back to `next`. */
export function OidcButton({ name, next }: { name: string; next: string }) {
  const leave = useMutation({ mutationFn: addressOf, onSuccess: (url) => window.location.assign(url) });
  return (
    <>
      <div
        aria-hidden
        className="flex items-center gap-3 text-muted text-xs before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line"
      >
        or
      </div>
      {leave.error && <Notice tone="danger">{leave.error.message}</Notice>}
      <Button
        size="lg"
        className="min-w-0"
        busy={leave.isPending || leave.isSuccess}
        onClick={() => leave.mutate({ name, next })}
      >
        <span className="truncate">Sign in with {name}</span>
      </Button>
    </>
  );
}
