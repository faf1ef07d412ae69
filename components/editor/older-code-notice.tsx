"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { toast } from "#components/ui/toast.tsx";

const LOOK_MS = 30_000;

const counted = (count: number, one: string): string =>
  `${count.toLocaleString("en-US")} ${one}${count === 1 ? "" : "s"}`;

interface OlderCodeNoticeProps {
  name: string;
  publishedVersion: number | null;
  /** Whether the reader may restart runs. */
  mayRun: boolean;
}

/** How many tasks are still at work in code that the newest version has no more, and the offer to restart their runs. */
export function OlderCodeNotice({ name, publishedVersion, mayRun }: OlderCodeNoticeProps) {
  const trpc = useTRPC();
  const [isAsking, setIsAsking] = useState(false);
  const { data, refetch } = useQuery(
    // Asked anew when a version is published.
    trpc.runs.olderCode.queryOptions(
      { workflow: name },
      { enabled: (publishedVersion ?? 0) > 1, refetchInterval: LOOK_MS, staleTime: 0 },
    ),
  );
  const restart = useMutation(
    trpc.runs.restartOlder.mutationOptions({
      onSuccess: ({ restarted, refused, left }) => {
        const [first] = refused;
        if (first) toast.error(`${counted(refused.length, "run")} not restarted: ${first.reason}`);
        if (restarted.length > 0)
          toast.success(
            `${counted(restarted.length, "run")} restarted${left > 0 ? `, ${left.toLocaleString("en-US")} to go` : ""}`,
          );
      },
      onError: (error) => toast.error(sentenceOf(error)),
      onSettled: async () => {
        setIsAsking(false);
        await refetch();
      },
    }),
  );
  if (!data || data.newest === null || data.taskCount === 0) return null;
  const { newest, taskCount, runIds } = data;
  return (
    <Notice className="rounded-none">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="min-w-0 flex-1 basis-64">
          {counted(taskCount, "task")} in {counted(runIds.length, "run")} {taskCount === 1 ? "is" : "are"} still at work
          in code older than version {newest}, and will end in it.
        </span>
        {mayRun && (
          <Button size="sm" onClick={() => setIsAsking(true)}>
            Restart with version {newest}…
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Restart ${counted(runIds.length, "run")}?`}
        confirm="Restart"
        busy={restart.isPending}
        onConfirm={() => restart.mutate({ workflow: name, version: newest })}
      >
        Each is canceled, and a run of version {newest} starts from the beginning with the same input. What its stages
        had done is done again, unless the cache knows it.
      </ConfirmDialog>
    </Notice>
  );
}
