import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import type { Oidc } from "#server/auth/oidc.ts";
import { OIDC } from "#server/auth/oidc-people.ts";
import { AUTH_BASE, type AuthDeps, authRefusal, ownDoor } from "#server/auth/own-door.ts";

/** Where the identity provider sends people back to. */
export const OIDC_CALLBACK = `/callback/${OIDC}`;

const HERE = "http://heddle.invalid";

/** Whether an address, as a browser reads it, stays on the site that it stands on. */
const staysHere = (address: string): boolean => URL.canParse(address, HERE) && new URL(address, HERE).origin === HERE;

const Start = z.object({
  next: z.string().max(2000).startsWith("/", "is not a path").refine(staysHere, "leads to another site"),
});

export interface OidcDeps extends AuthDeps {
  /** Null when none is set. */
  oidc: Oidc | null;
}

/** Sends a person to the identity provider: answers its address, and remembers by a cookie who may come back. */
export const startOidc = (deps: OidcDeps, request: Request): Promise<Response> =>
  ownDoor(deps, request, Start, async ({ next }) => {
    const { oidc, auth } = deps;
    if (!oidc) throw new DomainError("not_found", "This Heddle has no identity provider");
    if (!(await oidc.connect(auth))) return authRefusal(503, "OIDC_UNREACHABLE", `${oidc.name} does not answer`);
    const asked = new Request(new URL(`${AUTH_BASE}/sign-in/social`, request.url), {
      method: "POST",
      headers: request.headers,
      body: JSON.stringify({ provider: OIDC, callbackURL: next, errorCallbackURL: "/sign-in" }),
    });
    asked.headers.delete("content-length");
    return await auth.handler(asked);
  });

/** Takes who comes back from the identity provider. What goes wrong is told on the page where they sign in. */
export async function finishOidc({ oidc, auth, publicUrl }: OidcDeps, request: Request): Promise<Response> {
  if (oidc && (await oidc.connect(auth))) return await auth.handler(request);
  return Response.redirect(`${publicUrl}/sign-in?error=oidc_unreachable`, 302);
}
