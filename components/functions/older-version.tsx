"use client";

import { useQuery } from "@tanstack/react-query";
import { CodeField } from "#components/functions/code-field.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import type { FunctionView } from "#core/function-views.ts";

interface OlderVersionProps {
  view: FunctionView;
  version: number;
  onBack: () => void;
  /** Takes its code over as that of the next version. */
  onEdit: (source: string) => void;
}

/** A version that others came after: only to be read. */
export function OlderVersion({ view, version, onBack, onEdit }: OlderVersionProps) {
  const trpc = useTRPC();
  const mayPublish = useMay("function.publish");
  const older = useQuery(trpc.functions.version.queryOptions({ name: view.name, version }));
  const { data } = older;
  return (
    <>
      <PageHeader
        title={<span className="font-mono">{view.name}</span>}
        beside={
          <Badge>
            Version {version} of {view.latestVersion}
          </Badge>
        }
        actions={
          <>
            <Button onClick={onBack}>Back to the newest</Button>
            {mayPublish && data && <Button onClick={() => onEdit(data.source)}>Edit as a new version</Button>}
          </>
        }
      />
      <div className="mx-auto flex w-full max-w-5xl flex-col gap-3 px-4 py-6 md:px-6">
        {older.error && !data ? (
          <ErrorState onRetry={() => older.refetch()}>{sentenceOf(older.error)}</ErrorState>
        ) : data ? (
          <>
            {data.description && <p className="text-muted">{data.description}</p>}
            <CodeField source={data.source} readOnly />
          </>
        ) : (
          <SkeletonRows label="Loading the version" />
        )}
      </div>
    </>
  );
}
