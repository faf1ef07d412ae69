"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { CodeField } from "#components/functions/code-field.tsx";
import { FunctionFacts } from "#components/functions/function-facts.tsx";
import { RetireButton } from "#components/functions/retire-button.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { toast } from "#components/ui/toast.tsx";
import type { FunctionVersionView, FunctionView } from "#core/function-views.ts";
import { functionModule } from "#core/published-functions.ts";

interface FunctionEditorProps {
  name: string;
  /** Null for a function that is still to be published. */
  view: FunctionView | null;
  published: FunctionVersionView | null;
  source: string;
  onSource: (source: string | null) => void;
  onShow: (version: number) => void;
}

const PLACE = /\(line (\d+), column \d+\)/;

/** The code of the next version of a function, beside the versions that there are. */
export function FunctionEditor({ name, view, published, source, onSource, onShow }: FunctionEditorProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const mayPublish = useMay("function.publish") && !view?.retiredAt;
  const [written, setDescription] = useState<string | null>(null);
  const description = written ?? published?.description ?? "";
  const latest = view?.latestVersion ?? null;
  const publish = useMutation(
    trpc.functions.publish.mutationOptions({
      onSuccess: ({ version }) => {
        toast(`Version ${version} is published`);
        onSource(null);
        setDescription(null);
        return queryClient.invalidateQueries(trpc.functions.pathFilter());
      },
    }),
  );
  const refusal = publish.error && sentenceOf(publish.error);
  const refused = useMemo(() => {
    const [, line] = PLACE.exec(refusal ?? "") ?? [];
    return refusal && line ? { line: Number(line), message: refusal } : null;
  }, [refusal]);
  const isChanged = source !== published?.source || description !== published.description;
  const next = (latest ?? 0) + 1;
  return (
    <>
      <PageHeader
        title={<span className="font-mono">{name}</span>}
        beside={
          view?.retiredAt ? (
            <Badge tone="warning">Retired</Badge>
          ) : (
            <Badge tone={latest ? "accent" : "neutral"}>{latest ? `Version ${latest}` : "Not published"}</Badge>
          )
        }
        actions={
          <>
            {view && <RetireButton view={view} />}
            {mayPublish && (
              <Button
                look="primary"
                busy={publish.isPending}
                disabled={!isChanged}
                onClick={() => publish.mutate({ name, source, description, seen: latest })}
              >
                Publish version {next}
              </Button>
            )}
          </>
        }
      />
      <div className="mx-auto grid w-full max-w-6xl gap-6 px-4 py-6 md:px-6 lg:grid-cols-[minmax(0,1fr)_18rem]">
        <div className="flex min-w-0 flex-col gap-4">
          {refusal && <Notice tone="danger">{refusal}</Notice>}
          {view?.retiredAt && (
            <Notice>Nothing new may import it. What is published and imports it goes on as before.</Notice>
          )}
          <Field label="Description">
            {(control) => (
              <Input
                {...control}
                value={description}
                maxLength={2_000}
                readOnly={!mayPublish}
                onChange={(event) => setDescription(event.target.value)}
              />
            )}
          </Field>
          <CodeField source={source} onChange={onSource} readOnly={!mayPublish} refused={refused} />
          <ImportHint name={name} version={latest ?? next} isThere={latest !== null} />
        </div>
        {view && <FunctionFacts view={view} onShow={onShow} />}
      </div>
    </>
  );
}

function ImportHint({ name, version, isThere }: { name: string; version: number; isThere: boolean }) {
  const line = `import { … } from "${functionModule(name, version)}";`;
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-2 text-muted text-xs">
      <span>
        {isThere ? "The code of any stage imports it by" : "Once it is published, the code of any stage imports it by"}
      </span>
      <code className="min-w-0 break-all rounded-sm bg-hover px-1.5 py-0.5 font-mono text-ink">{line}</code>
      {isThere && <CopyButton text={line} label="Copy the import" />}
    </div>
  );
}
