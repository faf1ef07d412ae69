import { DomainError } from "#core/errors.ts";
import type { Action } from "#core/roles.ts";
import { refusalOf } from "#core/scopes.ts";
import { principalOf, type WhoAsks } from "#server/auth/principal-of.ts";

const CHECK_MS = 15_000;

/** Whether who sent these headers may still do this in the workspace: signed in, a member, in a role that may. */
export async function mayStill(
  whoAsks: WhoAsks,
  headers: Headers,
  workspaceId: string,
  action: Action,
): Promise<boolean> {
  const who = await principalOf(whoAsks, headers).catch(nobodyIfRefused);
  return who !== null && who.workspaceId === workspaceId && refusalOf(who, action) === null;
}

/** A key that has expired meanwhile is nobody's any more. */
function nobodyIfRefused(error: unknown): null {
  if (error instanceof DomainError) return null;
  throw error;
}

/** Ends an answer that stays open soon after its reader may no longer read; looks until `open` is aborted. */
export function watchAccess(open: AbortController, isAllowed: () => Promise<boolean>, everyMs = CHECK_MS): void {
  // Who has gone already is heard of no more.
  if (open.signal.aborted) return;
  const timer = setInterval(async () => {
    // When nobody can be asked, the next look will tell; without a database there is nothing to read either.
    if (!(await isAllowed().catch(() => true))) open.abort();
  }, everyMs).unref();
  open.signal.addEventListener("abort", () => clearInterval(timer), { once: true });
}

/** A controller that is aborted with the signal of a request, or by whoever answers it. */
export function openWith(signal: AbortSignal | undefined): AbortController {
  const open = new AbortController();
  if (signal?.aborted) open.abort();
  signal?.addEventListener("abort", () => open.abort(), { once: true });
  return open;
}
