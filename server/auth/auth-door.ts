import { DomainError } from "#core/errors.ts";
import type { Auth } from "#server/auth/auth.ts";
import { createOwner } from "#server/auth/create-owner.ts";
import { NewPerson } from "#server/auth/credentials.ts";
import { isSameOrigin } from "#server/auth/same-origin.ts";
import type { Prisma } from "#server/db.ts";
import { loadExamples } from "#server/workflows/load-examples.ts";

/** What better-auth may be asked over HTTP. Everything else about people goes through the API, where roles are checked. */
const OPEN_PATHS = new Set(["/sign-in/email", "/sign-out", "/get-session", "/change-password", "/ok"]);
const BASE = "/api/auth";

interface Deps {
  prisma: Prisma;
  auth: Auth;
  publicUrl: string;
}

const refusal = (status: number, code: string, message: string) => Response.json({ code, message }, { status });

/** Answers `/api/auth/*`. Signing up is for the first owner only, who is signed in at once. */
export async function answerAuth(deps: Deps, request: Request): Promise<Response> {
  const path = new URL(request.url).pathname.slice(BASE.length);
  if (path === "/sign-up/email" && request.method === "POST") return await signUpOwner(deps, request);
  if (!OPEN_PATHS.has(path)) return refusal(404, "NOT_FOUND", "There is nothing here");
  return await deps.auth.handler(request);
}

async function signUpOwner({ prisma, auth, publicUrl }: Deps, request: Request): Promise<Response> {
  if (!isSameOrigin(request.headers, publicUrl))
    return refusal(403, "FORBIDDEN", "This request comes from another site");
  const person = NewPerson.safeParse(await request.json().catch(() => null));
  if (!person.success) {
    const [issue] = person.error.issues;
    return refusal(400, "BAD_REQUEST", `${issue?.path.join(".") || "body"}: ${issue?.message}`);
  }
  try {
    const { workspaceId } = await createOwner(prisma, auth, person.data);
    await loadExamples(prisma, workspaceId, person.data.email);
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
