"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { RetentionDialog } from "#components/settings/retention-dialog.tsx";
import { retentionWords } from "#components/settings/retention-draft.ts";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { toast } from "#components/ui/toast.tsx";
import { ALL_WORKFLOWS, type RetentionView } from "#core/retention.ts";

interface RetentionRowProps {
  workflow: string;
  /** Undefined when nothing was set: all runs are kept. */
  set: RetentionView | undefined;
}

export function RetentionRow({ workflow, set }: RetentionRowProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [changing, setChanging] = useState(false);
  const reset = useMutation(
    trpc.retention.reset.mutationOptions({
      onSuccess: () => toast(`${workflow} has the retention of the workspace again`),
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: () => queryClient.invalidateQueries(trpc.retention.pathFilter()),
    }),
  );
  const isDefault = workflow === ALL_WORKFLOWS;
  const name = isDefault ? "All other workflows" : workflow;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="break-all font-medium">{name}</p>
        <p className="text-muted text-sm">{retentionWords(set ?? {})}</p>
        {set && (
          <p className="text-muted text-xs">
            Set <RelativeTime at={set.changedAt} /> by {set.changedBy}
          </p>
        )}
      </div>
      <Button look="ghost" onClick={() => setChanging(true)} aria-label={`Change the retention of ${name}`}>
        Change
      </Button>
      {!isDefault && (
        <Button
          look="ghost"
          busy={reset.isPending}
          onClick={() => reset.mutate({ workflow })}
          aria-label={`Reset the retention of ${name}`}
        >
          Reset
        </Button>
      )}
      {changing && <RetentionDialog workflow={workflow} set={set ?? {}} onClose={() => setChanging(false)} />}
    </li>
  );
}
