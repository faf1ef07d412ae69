"use client";

import { useQueries } from "@tanstack/react-query";
import { PayloadDiff } from "#components/compare/payload-diff.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** What the runs themselves were given. */
export function RunInputDiff({ first, second }: { first: number; second: number }) {
  const trpc = useTRPC();
  const [before, after] = useQueries({
    queries: [trpc.runs.get.queryOptions({ runId: first }), trpc.runs.get.queryOptions({ runId: second })],
  });
  const error = before.error ?? after.error;
  return (
    <div className="flex flex-col gap-3 p-4 md:px-6">
      <h2 className="font-semibold text-lg">Input of the runs</h2>
      {error ? (
        <Notice tone="danger">{sentenceOf(error)}</Notice>
      ) : before.data && after.data ? (
        <PayloadDiff name="Input" first={before.data.input ?? null} second={after.data.input ?? null} />
      ) : (
        <SkeletonRows label="Reading the input" />
      )}
    </div>
  );
}
