"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent } from "#components/ui/dialog.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";
import { Table, Td, Th } from "#components/ui/table.tsx";

const PAGE = 50;

/** What a secret was used for, the last use first. */
export function SecretUses({ name, onClose }: { name: string; onClose: () => void }) {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.secrets.uses.infiniteQueryOptions({ name, limit: PAGE }, { getNextPageParam: (page) => page.next }),
  );
  const uses = list.data?.pages.flatMap((page) => page.rows) ?? [];
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()}>
      <DialogContent title={`Uses of ${name}`} description="Who sent it along, the last first." size="lg">
        {list.isPending ? (
          <SkeletonRows count={3} label="Loading uses" />
        ) : list.error ? (
          <ErrorState onRetry={() => list.refetch()}>{sentenceOf(list.error)}</ErrorState>
        ) : uses.length === 0 ? (
          <p className="py-6 text-center text-muted">It was not used yet.</p>
        ) : (
          <Table aria-label={`Uses of ${name}`}>
            <thead>
              <tr>
                <Th>When</Th>
                <Th>Service</Th>
                <Th>Run</Th>
                <Th>Task</Th>
                <Th>Attempt</Th>
              </tr>
            </thead>
            <tbody>
              {uses.map(({ id, at, service, runId, taskId, attempt, by }) => (
                <tr key={id}>
                  <Td className="whitespace-nowrap">
                    <RelativeTime at={at} />
                  </Td>
                  <Td className="font-mono">{service}</Td>
                  <Td>
                    {runId === null ? (
                      `none: ${by} asked for its methods`
                    ) : runId === 0 ? (
                      "a stage alone"
                    ) : (
                      <Link href={`/runs/${runId}`} className="underline underline-offset-2">
                        run {runId}
                      </Link>
                    )}
                  </Td>
                  <Td>{taskId}</Td>
                  <Td>{attempt}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
        {list.hasNextPage && (
          <Button look="ghost" className="my-2" busy={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            Show more
          </Button>
        )}
      </DialogContent>
    </Dialog>
  );
}
