"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";

const REFRESH_MS = 5_000;

/** Says that follow-ups could not be started: the run itself has ended as it should. Failed ones are listed first. */
export function FailedSpawnsNotice({ runId, onShow }: { runId: number; onShow: () => void }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.runs.spawns.queryOptions({ runId, limit: 1 }, { refetchInterval: REFRESH_MS }));
  if (data?.rows[0]?.status !== "failed") return null;
  return (
    <Notice tone="warning" className="mx-4 my-3 shrink-0 md:mx-6">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        Follow-ups of this run could not be started.
        <Button size="sm" onClick={onShow}>
          Show follow-ups
        </Button>
      </span>
    </Notice>
  );
}
