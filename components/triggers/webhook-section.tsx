"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Section } from "#components/settings/section.tsx";
import { CallTable } from "#components/triggers/call-table.tsx";
import { CurlExample } from "#components/triggers/curl-example.tsx";
import { SecretDialog } from "#components/triggers/secret-dialog.tsx";
import type { WebhookSettings } from "#components/triggers/trigger-draft.ts";
import { TryPanel } from "#components/triggers/try-panel.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { TriggerView } from "#core/views.ts";

interface WebhookSectionProps {
  trigger: TriggerView;
  settings: WebhookSettings;
}

/** The address of a webhook, how it is called, and its last calls. */
export function WebhookSection({ trigger, settings }: WebhookSectionProps) {
  const mayManage = useMay("trigger.manage");
  const url = trigger.url ?? "";
  return (
    <>
      <Section
        title="Address"
        description="Called by POST with a JSON body of 1 MiB at most; answers 202 and the run."
        action={mayManage && <RotateSecret trigger={trigger} settings={settings} />}
      >
        <div className="flex items-center gap-2 rounded-md border bg-canvas px-3 py-2">
          <code className="min-w-0 flex-1 select-all break-all text-sm">{url}</code>
          <CopyButton text={url} label="Copy the address" />
        </div>
        <p className="text-muted text-sm">
          Its secret begins with <code>{trigger.secretStart}…</code> and was shown once, when it was made.
        </p>
        <CurlExample url={url} secret={null} auth={settings.auth} />
      </Section>
      <Section title="Last calls" description="The last twenty, whatever was answered.">
        {trigger.calls.length === 0 ? (
          <p className="rounded-lg border border-dashed px-4 py-6 text-center text-muted">
            Nobody has called yet. The example above does, with the secret in it.
          </p>
        ) : (
          <CallTable calls={trigger.calls} />
        )}
      </Section>
      {mayManage && <TryPanel draft={{ workflow: trigger.workflowName, settings }} />}
    </>
  );
}

function RotateSecret({ trigger, settings }: WebhookSectionProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [asking, setAsking] = useState(false);
  const rotate = useMutation(
    trpc.triggers.rotateSecret.mutationOptions({
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => {
        setAsking(false);
        void queryClient.invalidateQueries(trpc.triggers.pathFilter());
      },
    }),
  );
  return (
    <>
      <Button onClick={() => setAsking(true)}>New secret…</Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title="Make a new secret?"
        confirm="Make a new one"
        busy={rotate.isPending}
        onConfirm={() => rotate.mutate({ id: trigger.id })}
      >
        Calls with the secret of now are refused from then on. This cannot be undone.
      </ConfirmDialog>
      {rotate.data && (
        <SecretDialog
          url={trigger.url ?? ""}
          secret={rotate.data.secret}
          auth={settings.auth}
          onClose={() => rotate.reset()}
        />
      )}
    </>
  );
}
