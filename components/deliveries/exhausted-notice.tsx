"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";

const REFRESH_MS = 5_000;

/** Says that some of a run's deliveries did not arrive: the run itself has ended as it should. */
export function ExhaustedNotice({ runId, onShow }: { runId: number; onShow: () => void }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.deliveries.counts.queryOptions({ runId }, { refetchInterval: REFRESH_MS }));
  const exhausted = data?.exhausted ?? 0;
  if (exhausted === 0) return null;
  return (
    <Notice tone="warning" className="mx-4 my-3 shrink-0 md:mx-6">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
        {exhausted === 1
          ? "A delivery did not arrive and is not tried again by itself."
          : `${exhausted} deliveries did not arrive and are not tried again by themselves.`}
        <Button size="sm" onClick={onShow}>
          Show deliveries
        </Button>
      </span>
    </Notice>
  );
}
