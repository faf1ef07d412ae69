"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { NewKeyDialog } from "#components/settings/new-key-dialog.tsx";
import { titleOf } from "#components/settings/role-words.ts";
import { Section } from "#components/settings/section.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { dateWords } from "#components/ui/time-words.ts";
import { toast } from "#components/ui/toast.tsx";
import type { ApiKeyView } from "#core/views.ts";

export function Keys() {
  const trpc = useTRPC();
  const keys = useQuery(trpc.keys.list.queryOptions());
  const [creating, setCreating] = useState(false);
  return (
    <Section
      title="API keys"
      description="For programs. A key may do what its role may, within its scopes."
      action={
        <Button look="primary" onClick={() => setCreating(true)}>
          <KeyRound aria-hidden />
          Create key
        </Button>
      }
    >
      {keys.isPending ? (
        <SkeletonRows count={2} label="Loading keys" />
      ) : keys.error ? (
        <ErrorState onRetry={() => keys.refetch()}>{sentenceOf(keys.error)}</ErrorState>
      ) : keys.data.length === 0 ? (
        <p className="rounded-lg border border-dashed px-4 py-6 text-center text-muted">
          No keys yet. Create one for each program, so that you can revoke them one by one.
        </p>
      ) : (
        <ul aria-label="API keys" className="rounded-lg border bg-surface">
          {keys.data.map((key) => (
            <Key key={key.id} apiKey={key} />
          ))}
        </ul>
      )}
      {creating && <NewKeyDialog onClose={() => setCreating(false)} />}
    </Section>
  );
}

function Key({ apiKey }: { apiKey: ApiKeyView }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [revoking, setRevoking] = useState(false);
  const revoke = useMutation(
    trpc.keys.revoke.mutationOptions({
      onSuccess: () => toast(`${apiKey.name} is revoked`),
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => {
        setRevoking(false);
        void queryClient.invalidateQueries(trpc.keys.pathFilter());
      },
    }),
  );
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{apiKey.name}</span>
          <code className="text-muted text-xs">{apiKey.start}…</code>
        </p>
        <p className="text-muted text-xs">
          by {apiKey.createdBy}, <RelativeTime at={apiKey.createdAt} /> ·{" "}
          {apiKey.lastUsedAt ? "last used " : "never used"}
          {apiKey.lastUsedAt && <RelativeTime at={apiKey.lastUsedAt} />}
          {apiKey.expiresAt && (
            <>
              {" "}
              · {apiKey.isExpired ? "expired " : "expires "}
              <time dateTime={apiKey.expiresAt}>{dateWords(new Date(apiKey.expiresAt))}</time>
            </>
          )}
        </p>
        <p className="text-muted text-xs">scopes {apiKey.scopes.join(", ")}</p>
      </div>
      {apiKey.isExpired && <Badge tone="warning">Expired</Badge>}
      <Badge>{titleOf(apiKey.role)}</Badge>
      <Button look="ghost" onClick={() => setRevoking(true)}>
        Revoke
      </Button>
      <ConfirmDialog
        open={revoking}
        onOpenChange={setRevoking}
        title={`Revoke ${apiKey.name}?`}
        confirm="Revoke"
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate({ id: apiKey.id })}
      >
        Programs that use it are refused from now on. This cannot be undone.
      </ConfirmDialog>
    </li>
  );
}
