"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/client.tsx";

const REFRESH_MS = 5_000;

/** How many reviews are open; null until it is known. */
export function useOpenCount(): number | null {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.reviews.count.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  return data?.open ?? null;
}
