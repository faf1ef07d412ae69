import { answerAudited } from "#server/auth/audited-account.ts";
import { createOwner } from "#server/auth/create-owner.ts";
import { NewPerson } from "#server/auth/credentials.ts";
import { joinByInvitation, showInvitation } from "#server/auth/invitation-door.ts";
import { finishOidc, OIDC_CALLBACK, type OidcDeps, startOidc } from "#server/auth/oidc-door.ts";
import { AUTH_BASE, authRefusal, ownDoor, signInAfter } from "#server/auth/own-door.ts";
import { limitBody } from "#server/limit-body.ts";
import { loadExamples } from "#server/workflows/load-examples.ts";

/** What better-auth may be asked over HTTP. Everything else about people goes through the API, where roles are checked. */
const OPEN_PATHS = new Set(["/sign-in/email", "/sign-out", "/get-session", "/change-password", "/ok"]);

/** What is answered here, by POST alone. */
const OWN_DOORS: Readonly<Record<string, OwnDoor>> = {
  "/sign-up/email": signUpOwner,
  "/sign-in/oidc": startOidc,
  "/invitations/show": showInvitation,
  "/invitations/accept": joinByInvitation,
};
const MAX_BODY_BYTES = 64 * 1024;

/** What is told of an error that is the server's own and that the answer does not show: it, and what is missing now. */
type Report = (error: unknown, missing: string) => void;
type OwnDoor = (deps: OidcDeps, request: Request, report: Report) => Promise<Response>;

/** Answers `/api/auth/*`. Signing up is for the first owner and for who was invited; they are signed in at once. */
export async function answerAuth(deps: OidcDeps, request: Request, report: Report): Promise<Response> {
  const path = new URL(request.url).pathname.slice(AUTH_BASE.length);
  if (path === OIDC_CALLBACK && request.method === "GET") return await finishOidc(deps, request);
  const own = request.method === "POST" && Object.hasOwn(OWN_DOORS, path) ? OWN_DOORS[path] : undefined;
  if (!own && !OPEN_PATHS.has(path)) return authRefusal(404, "NOT_FOUND", "There is nothing here");
  const body = await readBody(request);
  if (body === null) return authRefusal(413, "PAYLOAD_TOO_LARGE", "The request is larger than 64 KiB");
  const { url, method, headers, signal } = request;
  const small = new Request(url, { method, headers, signal, ...(body.length > 0 && { body }) });
  return own ? await own(deps, small, report) : await answerAudited(deps, path, small, report);
}

/** The body as text; null when it is too large. Nobody has to be signed in to send it. */
async function readBody(request: Request): Promise<string | null> {
  const tooLarge = new Error("too large");
  try {
    return await limitBody(request, MAX_BODY_BYTES, () => tooLarge).text();
  } catch (error) {
    if (error === tooLarge) return null;
    throw error;
  }
}

function signUpOwner(deps: OidcDeps, request: Request, report: Report): Promise<Response> {
  const { prisma, auth } = deps;
  return ownDoor(deps, request, NewPerson, async (person) => {
    const { workspaceId } = await createOwner(prisma, auth, person);
    // The owner exists now, whatever becomes of the examples; the next start loads what is missing.
    await loadExamples(prisma, workspaceId, person.email).catch((error: unknown) =>
      report(error, "the examples are not loaded"),
    );
    return await signInAfter(deps, request, person);
  });
}
