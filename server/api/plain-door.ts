import { DomainError } from "#core/errors.ts";
import type { Action } from "#core/roles.ts";
import { refusalOf } from "#core/scopes.ts";
import { refusalAnswer } from "#server/api/rest/refusal.ts";
import type { Principal } from "#server/auth/principal.ts";
import { principalOf, type WhoAsks } from "#server/auth/principal-of.ts";

/** Answers a plain HTTP request whose caller may do an action; a refusal becomes JSON with its status. */
export async function plainDoor(
  whoAsks: WhoAsks,
  request: Request,
  action: Action,
  answer: (who: Principal) => Promise<Response>,
): Promise<Response> {
  try {
    const who = await principalOf(whoAsks, request.headers);
    if (!who) throw new DomainError("unauthorized", "Sign in, or send an API key");
    const refusal = refusalOf(who, action);
    if (refusal) throw new DomainError("forbidden", refusal);
    return await answer(who);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return refusalAnswer(error);
  }
}

/** A number in an address that is an id; anything else names nothing. */
export function idOf(text: string, what: string): number {
  if (!/^[1-9]\d{0,14}$/.test(text)) throw new DomainError("not_found", `There is no ${what} ${text.slice(0, 40)}`);
  return Number(text);
}
