"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { titleOf } from "#components/settings/role-words.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { dateWords } from "#components/ui/time-words.ts";
import { toast } from "#components/ui/toast.tsx";

/** Who is invited and has not come yet; nothing when there is nobody. */
export function Invitations() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const invitations = useQuery(trpc.invitations.list.queryOptions());
  const revoke = useMutation(
    trpc.invitations.revoke.mutationOptions({
      onSuccess: () => toast("That link works no more"),
      onError: (error) => void toast.error(sentenceOf(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.invitations.pathFilter()),
    }),
  );
  if (invitations.error)
    return <ErrorState onRetry={() => invitations.refetch()}>{sentenceOf(invitations.error)}</ErrorState>;
  if (!invitations.data?.length) return null;
  return (
    <>
      <h3 className="mt-1 font-medium text-sm">Invited</h3>
      <ul aria-label="Invited" className="rounded-lg border bg-surface">
        {invitations.data.map(({ id, email, role, invitedBy, expiresAt }) => (
          <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-3 last:border-b-0">
            <div className="min-w-0 flex-1 basis-48">
              <p className="truncate font-medium">{email}</p>
              <p className="truncate text-muted text-xs">
                by {invitedBy} · the link works until <time dateTime={expiresAt}>{dateWords(new Date(expiresAt))}</time>
              </p>
            </div>
            <Badge>{titleOf(role)}</Badge>
            <Button
              look="ghost"
              aria-label={`Revoke the invitation of ${email}`}
              disabled={revoke.isPending}
              onClick={() => revoke.mutate({ id })}
            >
              Revoke
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
