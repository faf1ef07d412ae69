"use client";

import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "#components/trpc/client.tsx";

/** The feed tells sooner; this is for when it cannot, and for reviews that others decide. */
const REFRESH_MS = 15_000;

/** How many notifications are unread, up to a hundred; null until it is known. */
export function useUnread(): number | null {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.notifications.count.queryOptions(undefined, { refetchInterval: REFRESH_MS }));
  return data?.unread ?? null;
}
