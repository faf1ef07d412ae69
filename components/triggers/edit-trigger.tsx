"use client";

import { useQuery } from "@tanstack/react-query";
import { TriggerForm } from "#components/triggers/trigger-form.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

export function EditTrigger({ id }: { id: string }) {
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(trpc.triggers.get.queryOptions({ id }, { refetchOnWindowFocus: false }));
  if (error) return <ErrorState onRetry={() => void refetch()}>{sentenceOf(error)}</ErrorState>;
  if (!data) return <SkeletonRows label="Reading the trigger" />;
  return (
    <>
      <PageHeader title={`Edit ${data.name}`} />
      <TriggerForm id={id} initial={{ name: data.name, workflow: data.workflowName, settings: data.settings }} />
    </>
  );
}
