"use client";

import { MORE_PAGES, type PageLink } from "#components/shell/pages.ts";
import { useSession } from "#components/trpc/session.tsx";
import { may } from "#core/roles.ts";

/** The pages beside the main ones that are of use to who is signed in. */
export function useMorePages(): PageLink[] {
  const { role } = useSession();
  return MORE_PAGES.filter(({ needs }) => needs === undefined || may(role, needs));
}
