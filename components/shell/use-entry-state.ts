"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "#components/trpc/client.tsx";

/** Whether Heddle still needs its owner. Sends away whoever is on the wrong door or signed in already. */
export function useEntryState(door: "sign-in" | "setup", next: string) {
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.session.state.queryOptions());
  const elsewhere = data?.session
    ? next
    : data?.needsOwner && door === "sign-in"
      ? "/setup"
      : data && !data.needsOwner && door === "setup"
        ? "/sign-in"
        : null;
  useEffect(() => {
    if (elsewhere) window.location.replace(elsewhere);
  }, [elsewhere]);
  return {
    isKnown: data !== undefined && elsewhere === null,
    error,
    oidc: data?.oidc ?? null,
    outsider: data?.outsider ?? null,
  };
}
