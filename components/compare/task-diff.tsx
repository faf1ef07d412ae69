"use client";

import { useQueries } from "@tanstack/react-query";
import { PayloadDiff } from "#components/compare/payload-diff.tsx";
import { Section } from "#components/compare/section.tsx";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

interface TaskRef {
  runId: number;
  taskId: number;
}

/** What two tasks were given and what they made, one from each run. */
export function TaskDiff({ first, second }: { first: TaskRef | null; second: TaskRef | null }) {
  const trpc = useTRPC();
  const [before, after] = useQueries({
    queries: [
      trpc.runs.task.queryOptions(first ?? { runId: 1, taskId: 1 }, { enabled: first !== null }),
      trpc.runs.task.queryOptions(second ?? { runId: 1, taskId: 1 }, { enabled: second !== null }),
    ],
  });
  const error = before.error ?? after.error;
  if (error) return <Notice tone="danger">{sentenceOf(error)}</Notice>;
  if ((first && !before.data) || (second && !after.data)) return <SkeletonRows label="Reading input and output" />;
  const failures = [before.data?.error, after.data?.error];
  return (
    <>
      {failures.some(Boolean) && (
        <Section title="Failure">
          <PayloadDiff name="Failure" first={wordsOf(failures[0])} second={wordsOf(failures[1])} />
        </Section>
      )}
      <Section title="Input">
        <PayloadDiff name="Input" first={before.data?.input ?? null} second={after.data?.input ?? null} />
      </Section>
      <Section title="Output">
        <PayloadDiff name="Output" first={before.data?.output ?? null} second={after.data?.output ?? null} />
      </Section>
    </>
  );
}

const wordsOf = (failure: { message: string } | null | undefined) =>
  failure ? { size: failure.message.length, value: failure.message } : null;
