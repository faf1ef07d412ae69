"use client";

import { authClient } from "#components/shell/auth-client.ts";

/** Leaves with a full load, so that nothing of the session stays in memory. */
export async function signOut() {
  await authClient.signOut();
  window.location.assign("/sign-in");
}
