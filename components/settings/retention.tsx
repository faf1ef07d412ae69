"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { RetentionDialog } from "#components/settings/retention-dialog.tsx";
import { RetentionRow } from "#components/settings/retention-row.tsx";
import { Section } from "#components/settings/section.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { ALL_WORKFLOWS } from "#core/retention.ts";

/** How long runs are kept when they have ended. */
export function RetentionSettings() {
  const trpc = useTRPC();
  const set = useQuery(trpc.retention.list.queryOptions());
  const [adding, setAdding] = useState(false);
  const own = set.data?.filter(({ workflow }) => workflow !== ALL_WORKFLOWS) ?? [];
  return (
    <Section
      title="Retention"
      description="How long runs are kept when they have ended. What is no longer kept is deleted within the hour, for good."
      action={<Button onClick={() => setAdding(true)}>Set for a workflow</Button>}
    >
      {set.isPending ? (
        <SkeletonRows count={1} label="Loading how long runs are kept" />
      ) : set.error ? (
        <ErrorState onRetry={() => set.refetch()}>{sentenceOf(set.error)}</ErrorState>
      ) : (
        <ul aria-label="Retention" className="rounded-lg border bg-surface">
          <RetentionRow workflow={ALL_WORKFLOWS} set={set.data.find(({ workflow }) => workflow === ALL_WORKFLOWS)} />
          {own.map((view) => (
            <RetentionRow key={view.workflow} workflow={view.workflow} set={view} />
          ))}
        </ul>
      )}
      {adding && <RetentionDialog taken={own.map(({ workflow }) => workflow)} onClose={() => setAdding(false)} />}
    </Section>
  );
}
