"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Section } from "#components/settings/section.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Dialog, DialogActions, DialogClose, DialogContent } from "#components/ui/dialog.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";

/** The secret by which receivers know that a delivery comes from here. */
export function Signing() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const described = useQuery(trpc.signing.describe.queryOptions());
  const [asking, setAsking] = useState(false);
  const show = useMutation(
    trpc.signing.show.mutationOptions({
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => {
        setAsking(false);
        void queryClient.invalidateQueries(trpc.signing.pathFilter());
      },
    }),
  );
  const { data } = described;
  return (
    <Section
      title="Signing secret"
      description="Each delivery of an action carries a Heddle-Signature. With this secret a receiver checks that it comes from here."
      action={
        data?.wasShown ? (
          <Button onClick={() => setAsking(true)}>Exchange secret</Button>
        ) : (
          <Button disabled={!data} busy={show.isPending} onClick={() => show.mutate({ isExchange: false })}>
            Show secret
          </Button>
        )
      }
    >
      {described.isPending ? (
        <SkeletonRows count={1} label="Loading the signing secret" />
      ) : described.error ? (
        <ErrorState onRetry={() => described.refetch()}>{sentenceOf(described.error)}</ErrorState>
      ) : (
        <p className="rounded-lg border bg-surface px-4 py-3 text-muted text-sm">
          {data?.createdAt ? (
            <>
              In use since <RelativeTime at={data.createdAt} />
              {data.wasShown ? "." : ", and not shown to anybody yet."}
            </>
          ) : (
            "Made when it is first shown, or when the first delivery is sent."
          )}
          {data?.previousUntil && " The one before still signs deliveries too, for a day after the exchange."}
        </p>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Exchange the signing secret?"
        confirm="Exchange"
        busy={show.isPending}
        onConfirm={() => show.mutate({ isExchange: true })}
      >
        A new secret is shown once. For a day deliveries are signed with both, so that receivers can change over.
      </ConfirmDialog>
      {show.data && <ShownSecret secret={show.data.secret} onClose={() => show.reset()} />}
    </Section>
  );
}

const ShownSecret = ({ secret, onClose }: { secret: string; onClose: () => void }) => (
  <Dialog open onOpenChange={(open) => !open && onClose()}>
    <DialogContent title="The signing secret" description="Copy it now: it is not shown again.">
      <div className="flex items-center gap-2 rounded-md border bg-canvas px-3 py-2">
        <code className="min-w-0 flex-1 select-all break-all text-sm">{secret}</code>
        <CopyButton text={secret} label="Copy the secret" />
      </div>
      <p className="mt-3 text-muted text-sm">
        The signature is <code>t=&lt;seconds&gt;,v1=&lt;hex&gt;</code>; v1 is the HMAC-SHA-256 of the seconds, a dot and
        the body.
      </p>
      <DialogActions>
        <DialogClose asChild>
          <Button look="primary">I have copied it</Button>
        </DialogClose>
      </DialogActions>
    </DialogContent>
  </Dialog>
);
