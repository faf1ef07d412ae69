"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KindChoice } from "#components/settings/kind-choice.tsx";
import { Section } from "#components/settings/section.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/select.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.tsx";

/** Where the workspace is told together: a webhook whose address is one of the secrets. */
export function NotificationChannel() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const channel = useQuery(trpc.notifications.channel.queryOptions());
  const secrets = useQuery(trpc.secrets.list.queryOptions());
  const set = useMutation(
    trpc.notifications.setChannel.mutationOptions({
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.notifications.channel.pathFilter()),
    }),
  );
  const error = channel.error ?? secrets.error;
  return (
    <Section
      title="Channel"
      description="Tells the workspace together, in Slack or whatever takes a webhook like it. The address of the webhook is kept as a secret."
    >
      {channel.isPending || secrets.isPending ? (
        <SkeletonRows count={2} label="Loading the channel" />
      ) : error || !channel.data || !secrets.data ? (
        <ErrorState onRetry={() => void Promise.all([channel.refetch(), secrets.refetch()])}>
          {sentenceOf(error)}
        </ErrorState>
      ) : (
        <>
          <Field
            label="Webhook"
            hint={secrets.data.length === 0 ? "Add a secret above whose value is the address first." : undefined}
          >
            {(control) => (
              <Select
                {...control}
                className="max-w-80"
                value={channel.data.secret ?? ""}
                disabled={set.isPending}
                onChange={({ target }) => set.mutate({ secret: target.value || null })}
              >
                <option value="">No channel</option>
                {secrets.data.map(({ name }) => (
                  <option key={name} value={name}>
                    {name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {channel.data.secret !== null && (
            <KindChoice
              label="Told in the channel"
              chosen={channel.data.kinds}
              disabled={set.isPending}
              onChange={(kinds) => set.mutate({ secret: channel.data.secret, kinds })}
            />
          )}
        </>
      )}
    </Section>
  );
}
