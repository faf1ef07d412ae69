"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { browserWords } from "#components/settings/browser-words.ts";
import { Section } from "#components/settings/section.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";

/** Where one is signed in, to be ended one by one or all but this. */
export function Sessions() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const sessions = useQuery(trpc.sessions.list.queryOptions());
  const told = {
    onError: (error: unknown) => void toast.error(sentenceOf(error)),
    onSettled: () => queryClient.invalidateQueries(trpc.sessions.pathFilter()),
  };
  const end = useMutation(
    trpc.sessions.end.mutationOptions({ ...told, onSuccess: () => toast("That session has ended") }),
  );
  const endOthers = useMutation(
    trpc.sessions.endOthers.mutationOptions({ ...told, onSuccess: () => toast("You are signed in only here now") }),
  );
  const hasOthers = sessions.data?.some(({ isCurrent }) => !isCurrent) === true;
  return (
    <Section
      title="Your sessions"
      description="Where you are signed in. End what you do not know, and change your password."
      action={
        hasOthers && (
          <Button busy={endOthers.isPending} onClick={() => endOthers.mutate()}>
            <LogOut aria-hidden />
            End all others
          </Button>
        )
      }
    >
      {sessions.isPending ? (
        <SkeletonRows count={2} label="Loading sessions" />
      ) : sessions.error ? (
        <ErrorState onRetry={() => sessions.refetch()}>{sentenceOf(sessions.error)}</ErrorState>
      ) : (
        <ul aria-label="Your sessions" className="rounded-lg border bg-surface">
          {sessions.data.map(({ id, agent, address, signedInAt, isCurrent }) => (
            <li key={id} className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-3 last:border-b-0">
              <div className="min-w-0 flex-1 basis-48">
                <p className="flex items-center gap-2">
                  <span className="truncate font-medium">{browserWords(agent)}</span>
                  {isCurrent && <Badge>This one</Badge>}
                </p>
                <p className="truncate text-muted text-xs">
                  {address ?? "an unknown address"} · signed in <RelativeTime at={signedInAt} />
                </p>
              </div>
              {!isCurrent && (
                <Button
                  look="ghost"
                  aria-label={`End the session of ${browserWords(agent)}`}
                  disabled={end.isPending}
                  onClick={() => end.mutate({ id })}
                >
                  End
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
