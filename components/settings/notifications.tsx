"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KindChoice } from "#components/settings/kind-choice.tsx";
import { Section } from "#components/settings/section.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";

/** Of what one is told by e-mail. The list of notifications has everything. */
export function Notifications() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const settings = useQuery(trpc.notifications.settings.queryOptions());
  const choose = useMutation(
    trpc.notifications.chooseEmail.mutationOptions({
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.notifications.settings.pathFilter()),
    }),
  );
  return (
    <Section
      title="Your notifications"
      description="What you are told by e-mail. Notifications in the menu have all of it, whatever you choose."
    >
      {settings.isPending ? (
        <SkeletonRows count={2} label="Loading notifications" />
      ) : settings.error ? (
        <ErrorState onRetry={() => settings.refetch()}>{sentenceOf(settings.error)}</ErrorState>
      ) : (
        <>
          {!settings.data.hasMail && (
            <Notice>
              No e-mail goes out yet. Set <code className="font-mono">HEDDLE_SMTP_URL</code> where Heddle runs, e.g.
              smtps://user:password@mail.example.org, and <code className="font-mono">HEDDLE_MAIL_FROM</code>.
            </Notice>
          )}
          <KindChoice
            label="Told by e-mail"
            chosen={choose.isPending ? choose.variables.kinds : settings.data.email}
            disabled={choose.isPending}
            onChange={(kinds) => choose.mutate({ kinds })}
          />
        </>
      )}
    </Section>
  );
}
