"use client";

import { useQuery } from "@tanstack/react-query";
import { PencilRuler } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { recallInput } from "#components/run/remembered-input.ts";
import { RunForm } from "#components/run/run-form.tsx";
import { codeOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { Field } from "#components/ui/field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Select } from "#components/ui/select.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { dateWords } from "#components/ui/time-words.ts";

interface RunFormScreenProps {
  workflow: string;
  /** A run whose input is taken over. */
  again: number | null;
}

/** Where a run is started: its version and its input. */
export function RunFormScreen({ workflow, again }: RunFormScreenProps) {
  const trpc = useTRPC();
  const mayStart = useMay("run.start");
  const [chosen, setChosen] = useState<number | null>(null);
  const { data, error, refetch } = useQuery(trpc.workflows.get.queryOptions({ name: workflow }));
  const isPublished = data?.publishedVersion != null;
  const versions = useQuery(trpc.workflows.versions.queryOptions({ name: workflow }, { enabled: isPublished }));
  const number = chosen ?? data?.publishedVersion ?? undefined;
  const version = useQuery(
    trpc.workflows.version.queryOptions(
      { name: workflow, ...(number ? { version: number } : {}) },
      { enabled: isPublished, staleTime: Number.POSITIVE_INFINITY },
    ),
  );
  const base = useQuery(trpc.runs.get.queryOptions({ runId: again ?? 0 }, { enabled: again !== null }));
  const editorHref = `/workflows/${encodeURIComponent(workflow)}`;

  if (codeOf(error) === "NOT_FOUND")
    return (
      <ErrorState title={`There is no workflow ${workflow}`}>
        It may have been named otherwise, or belong to another workspace.
      </ErrorState>
    );
  const refused = error ?? version.error;
  if (refused) return <ErrorState onRetry={() => void refetch()}>{sentenceOf(refused)}</ErrorState>;
  if (!data) return <SkeletonRows label="Reading the workflow" />;
  return (
    <>
      <PageHeader title={`Run ${data.title || data.name}`} />
      {!isPublished ? (
        <EmptyState
          icon={PencilRuler}
          title="Nothing has been published yet"
          actions={
            <Button look="primary" asChild>
              <Link href={editorHref}>Open the editor</Link>
            </Button>
          }
        >
          A run follows a published version, which never changes under it. Publish the draft, then start a run.
        </EmptyState>
      ) : !mayStart ? (
        <div className="p-4 md:px-6">
          <Notice>Your role may look at runs, but not start them. An owner or editor can.</Notice>
        </div>
      ) : (
        <div className="flex w-full max-w-3xl flex-col gap-5 p-4 md:p-6">
          {data.archivedAt && (
            <Notice tone="warning">This workflow is archived. Restore it in the list of workflows to run it.</Notice>
          )}
          <Field
            label="Version"
            className="max-w-xs"
            hint={
              chosen !== null && chosen !== data.publishedVersion ? "An earlier version than the latest." : undefined
            }
          >
            {(control) => (
              <Select {...control} value={number} onChange={({ target }) => setChosen(Number(target.value))}>
                {(versions.data?.rows ?? [{ number: data.publishedVersion ?? 1, publishedAt: null }]).map((row) => (
                  <option key={row.number} value={row.number}>
                    {row.number}
                    {row.number === data.publishedVersion ? " (latest)" : ""}
                    {row.publishedAt ? `, ${dateWords(new Date(row.publishedAt))}` : ""}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          {again !== null && (base.error || base.data?.input?.href) && (
            <Notice tone="warning">
              The input of run {again} could not be taken over
              {base.data?.input?.href ? ": it is too large for a form. " : "."}
              {base.data?.input?.href && (
                <a href={base.data.input.href} download className="underline">
                  Download it
                </a>
              )}
            </Notice>
          )}
          {version.data && (again === null || base.data || base.error) ? (
            <RunForm
              key={version.data.number}
              workflow={workflow}
              version={version.data}
              initialInput={again === null ? recallInput(window.localStorage, workflow) : base.data?.input?.value}
            />
          ) : (
            <SkeletonRows count={3} label="Reading the version" />
          )}
        </div>
      )}
    </>
  );
}
