"use client";

import { createContext, type ReactNode, useContext } from "react";
import { type Action, may } from "#core/roles.ts";
import type { SessionView } from "#core/views.ts";

const SessionContext = createContext<SessionView | null>(null);

export function SessionProvider({ session, children }: { session: SessionView; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Who is signed in, where, and in which role. */
export function useSession(): SessionView {
  const session = useContext(SessionContext);
  if (!session) throw new Error("useSession needs a SessionProvider above it");
  return session;
}

/** Whether the signed-in person may do an action; buttons that would be refused are left out by it. */
export const useMay = (action: Action): boolean => may(useSession().role, action);
