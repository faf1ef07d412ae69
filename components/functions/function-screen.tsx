"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { FunctionEditor } from "#components/functions/function-editor.tsx";
import { OlderVersion } from "#components/functions/older-version.tsx";
import { codeOf, sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { useMay } from "#components/trpc/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { FunctionName } from "#core/published-functions.ts";

const TEMPLATE = `export function run(input: { n: number }): number {
  return input.n;
}
`;

/** One function: its code to be edited, its versions, and what names it; or one that is still to be published. */
export function FunctionScreen({ name }: { name: string }) {
  const trpc = useTRPC();
  const mayPublish = useMay("function.publish");
  const view = useQuery(trpc.functions.get.queryOptions({ name }));
  const isNew = codeOf(view.error) === "NOT_FOUND";
  const newest = useQuery(
    trpc.functions.version.queryOptions(
      { name, version: view.data?.latestVersion },
      { enabled: view.data !== undefined },
    ),
  );
  const [shown, setShown] = useState<number | null>(null);
  const [source, setSource] = useState<string | null>(null);

  if (isNew && !(mayPublish && FunctionName.safeParse(name).success))
    return (
      <ErrorState heading="h1" title="There is no such function">
        It may belong to another workspace.{" "}
        <Link href="/functions" className="underline">
          See all functions
        </Link>
      </ErrorState>
    );
  const error = isNew ? null : (view.error ?? newest.error);
  if (error)
    return (
      <ErrorState heading="h1" onRetry={() => (view.error ? view.refetch() : newest.refetch())}>
        {sentenceOf(error)}
      </ErrorState>
    );
  if (!isNew && !(view.data && newest.data)) return <SkeletonRows label="Loading the function" />;
  if (view.data && shown !== null)
    return (
      <OlderVersion
        view={view.data}
        version={shown}
        onBack={() => setShown(null)}
        onEdit={(older) => {
          setSource(older);
          setShown(null);
        }}
      />
    );
  return (
    <FunctionEditor
      name={name}
      view={view.data ?? null}
      published={newest.data ?? null}
      source={source ?? newest.data?.source ?? TEMPLATE}
      onSource={setSource}
      onShow={setShown}
    />
  );
}
