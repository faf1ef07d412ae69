"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { InboxTab } from "#components/inbox/use-place.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { refreshOf } from "#components/trpc/refresh.ts";

const PAGE = 50;

/** The reviews of a tab. A review one has just decided leaves the list at once, and comes back if that was refused. */
export function useReviews(tab: InboxTab) {
  const trpc = useTRPC();
  const [gone, setGone] = useState<ReadonlySet<number>>(new Set());
  const list = useInfiniteQuery(
    trpc.reviews.list.infiniteQueryOptions(
      { status: tab === "decided" ? "decided" : "open", mine: tab === "mine", limit: PAGE },
      { getNextPageParam: (page) => page.next, refetchInterval: refreshOf },
    ),
  );
  const all = list.data?.pages.flatMap((page) => page.rows) ?? [];
  return {
    list,
    rows: tab === "decided" ? all : all.filter(({ id }) => !gone.has(id)),
    remove: (id: number) => setGone((ids) => new Set(ids).add(id)),
    bringBack: (id: number) => setGone((ids) => new Set([...ids].filter((other) => other !== id))),
  };
}
