import { DomainError } from "#core/errors.ts";
import type { Auth } from "#server/auth/auth.ts";
import { createOwner } from "#server/auth/create-owner.ts";
import { NewPerson } from "#server/auth/credentials.ts";
import { isSameOrigin } from "#server/auth/same-origin.ts";
import type { Prisma } from "#server/db.ts";
import { limitBody } from "#server/limit-body.ts";
import { loadExamples } from "#server/workflows/load-examples.ts";

/** What better-auth may be asked over HTTP. Everything else about people goes through the API, where roles are checked. */
const OPEN_PATHS = new Set(["/sign-in/email", "/sign-out", "/get-session", "/change-password", "/ok"]);
const BASE = "/api/auth";
const MAX_BODY_BYTES = 64 * 1024;

interface Deps {
  prisma: Prisma;
  auth: Auth;
  publicUrl: string;
}

/** What is told of an error that is the server's own and that the answer does not show. */
type Report = (error: unknown, at: string) => void;

const refusal = (status: number, code: string, message: string) => Response.json({ code, message }, { status });

/** Answers `/api/auth/*`. Signing up is for the first owner only, who is signed in at once. */
export async function answerAuth(deps: Deps, request: Request, report: Report): Promise<Response> {
  const path = new URL(request.url).pathname.slice(BASE.length);
  const isSignUp = path === "/sign-up/email" && request.method === "POST";
  if (!isSignUp && !OPEN_PATHS.has(path)) return refusal(404, "NOT_FOUND", "There is nothing here");
  const body = await readBody(request);
  if (body === null) return refusal(413, "PAYLOAD_TOO_LARGE", "The request is larger than 64 KiB");
  const { url, method, headers, signal } = request;
  const small = new Request(url, { method, headers, signal, ...(body.length > 0 && { body }) });
  return isSignUp ? await signUpOwner(deps, small, report) : await deps.auth.handler(small);
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

async function signUpOwner({ prisma, auth, publicUrl }: Deps, request: Request, report: Report): Promise<Response> {
  if (!isSameOrigin(request.headers, publicUrl))
    return refusal(403, "FORBIDDEN", "This request comes from another site");
  const person = NewPerson.safeParse(await request.json().catch(() => null));
  if (!person.success) {
    const [issue] = person.error.issues;
    return refusal(400, "BAD_REQUEST", `${issue?.path.join(".") || "body"}: ${issue?.message}`);
  }
  try {
    const { workspaceId } = await createOwner(prisma, auth, person.data);
    // The owner exists now, whatever becomes of the examples; the next start loads what is missing.
    await loadExamples(prisma, workspaceId, person.data.email).catch((error: unknown) => report(error, "examples"));
  } catch (error) {
    if (error instanceof DomainError) return refusal(403, "FORBIDDEN", error.message);
    throw error;
  }
  const { email, password } = person.data;
  const signIn = new Request(new URL(`${BASE}/sign-in/email`, request.url), {
    method: "POST",
    headers: request.headers,
    body: JSON.stringify({ email, password }),
  });
  signIn.headers.delete("content-length");
  return await auth.handler(signIn);
}
