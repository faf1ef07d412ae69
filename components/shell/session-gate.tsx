"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname, useRouter } from "next/navigation";
import { type ReactNode, useEffect } from "react";
import { sentenceOf } from "#components/trpc/api-error.ts";
import { useTRPC } from "#components/trpc/client.tsx";
import { signInHref } from "#components/trpc/next-path.ts";
import { SessionProvider } from "#components/trpc/session.tsx";
import { ErrorState } from "#components/ui/error-state.tsx";
import { SkeletonRows } from "#components/ui/skeleton.tsx";

/** Lets the signed-in in; sends others to where they sign in, and the very first to where the owner is made. */
export function SessionGate({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const router = useRouter();
  const path = usePathname();
  const { data, error, refetch } = useQuery(
    trpc.session.state.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }),
  );
  const elsewhere =
    data && !data.session ? (data.needsOwner ? "/setup" : signInHref(path + window.location.search)) : null;
  useEffect(() => {
    if (elsewhere) router.replace(elsewhere);
  }, [elsewhere, router]);

  if (error)
    return (
      <ErrorState title="Heddle does not answer" onRetry={() => refetch()}>
        {sentenceOf(error)}
      </ErrorState>
    );
  if (!data?.session) return <SkeletonRows label="Signing you in" />;
  return <SessionProvider session={data.session}>{children}</SessionProvider>;
}
