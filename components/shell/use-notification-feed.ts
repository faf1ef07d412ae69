"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useSyncExternalStore } from "react";
import { useTRPC } from "#components/trpc/client.tsx";

const RETRY_AFTER_MS = 5_000;

/** Keeps the bell and the list of notifications up to date while the page is in sight. */
export function useNotificationFeed(): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // A browser has six connections to a server: tabs that nobody sees leave them to those that are used.
  const isVisible = useSyncExternalStore(onVisibility, isInSight, () => false);
  const { status, reset } = useSubscription(
    trpc.notifications.watch.subscriptionOptions(undefined, {
      enabled: isVisible,
      onData: (unread) => {
        queryClient.setQueryData(trpc.notifications.count.queryKey(), unread);
        void queryClient.invalidateQueries(trpc.notifications.list.pathFilter());
      },
    }),
  );
  useEffect(() => {
    if (status !== "error" || !isVisible) return;
    const timer = setTimeout(reset, RETRY_AFTER_MS);
    return () => clearTimeout(timer);
  }, [status, isVisible, reset]);
}

function onVisibility(listener: () => void) {
  document.addEventListener("visibilitychange", listener);
  return () => document.removeEventListener("visibilitychange", listener);
}

const isInSight = () => document.visibilityState === "visible";
