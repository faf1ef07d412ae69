"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { History } from "lucide-react";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogContent } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { RelativeTime } from "#components/ui/relative-time.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

interface VersionsDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  name: string;
  onShow: (version: number) => void;
}

/** The published versions, newest first. */
export function VersionsDialog({ open, onOpenChange, name, onShow }: VersionsDialogProps) {
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent
        title="Versions"
        description="A version never changes. Open one to look at it or to take it back into the draft."
      >
        <Versions name={name} onShow={onShow} />
      </DialogContent>
    </Dialog>
  );
}

function Versions({ name, onShow }: Pick<VersionsDialogProps, "name" | "onShow">) {
  const trpc = useTRPC();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    trpc.workflows.versions.infiniteQueryOptions({ name }, { getNextPageParam: ({ next }) => next, staleTime: 0 }),
  );
  if (error) return <ErrorState onRetry={() => refetch()}>{sentenceOf(error)}</ErrorState>;
  if (!data) return <SkeletonRows count={3} />;
  const versions = data.pages.flatMap(({ rows }) => rows);
  if (versions.length === 0)
    return (
      <EmptyState icon={History} title="Nothing is published yet">
        Publish the draft to make version 1.
      </EmptyState>
    );
  return (
    <ul className="flex flex-col pb-3">
      {versions.map(({ number, hash, publishedAt, publishedBy }) => (
        <li key={number} className="flex min-h-12 items-center gap-3 border-b last:border-b-0">
          <span className="min-w-0 flex-1">
            <span className="font-medium">Version {number}</span>
            <span className="block truncate text-muted text-xs">
              <RelativeTime at={publishedAt} /> by {publishedBy}, <span className="font-mono">{hash.slice(0, 8)}</span>
            </span>
          </span>
          <Button size="sm" onClick={() => onShow(number)}>
            Open
          </Button>
        </li>
      ))}
      {hasNextPage && (
        <li className="pt-2">
          <Button size="sm" busy={isFetchingNextPage} onClick={() => fetchNextPage()}>
            Older versions
          </Button>
        </li>
      )}
    </ul>
  );
}
