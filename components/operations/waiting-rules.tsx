"use client";

import { useQuery } from "@tanstack/react-query";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { ruleSentence } from "#core/rule-words.ts";

/** The rules of the workspace, and how many tasks each holds back. */
export function WaitingRules({ everyMs }: { everyMs: number }) {
  const trpc = useTRPC();
  const rules = useQuery(trpc.rules.list.queryOptions(undefined, { refetchInterval: everyMs }));
  if (rules.isPending) return <SkeletonRows count={1} label="Loading rules" />;
  if (rules.error && !rules.data)
    return <ErrorState onRetry={() => rules.refetch()}>{sentenceOf(rules.error)}</ErrorState>;
  if (rules.data.length === 0)
    return (
      <p className="rounded-lg border bg-surface px-4 py-3 text-muted text-sm">
        There is no rule: everything may run together.
      </p>
    );
  return (
    <ul aria-label="Rules" className="divide-y rounded-lg border bg-surface">
      {rules.data.map((rule) => (
        <li key={rule.id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-4 py-2.5 text-sm">
          <span className="min-w-0 flex-1 basis-60">{ruleSentence(rule)}</span>
          <span className="text-muted text-xs tabular-nums">
            {rule.holding.toLocaleString("en")} running, {rule.waiting.toLocaleString("en")} waiting
          </span>
        </li>
      ))}
    </ul>
  );
}
