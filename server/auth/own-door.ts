import type { z } from "zod";
import { DomainError, type DomainErrorCode } from "#core/errors.ts";
import type { AuditLog } from "#server/audit/audit-log.ts";
import type { Auth } from "#server/auth/auth.ts";
import { isSameOrigin } from "#server/auth/same-origin.ts";
import type { Prisma } from "#server/db.ts";

export const AUTH_BASE = "/api/auth";

export interface AuthDeps {
  prisma: Prisma;
  auth: Auth;
  audit: AuditLog;
  publicUrl: string;
}

/** The shape in which better-auth refuses, too. */
export const authRefusal = (status: number, code: string, message: string) =>
  Response.json({ code, message }, { status });

const STATUS: Partial<Record<DomainErrorCode, number>> = {
  bad_input: 400,
  unauthorized: 401,
  not_found: 404,
  conflict: 409,
};

/** Answers a POST beside better-auth's own: from Heddle's own pages only, with a body that fits, and with refusals in words. */
export async function ownDoor<Asked extends z.ZodType>(
  { publicUrl }: Pick<AuthDeps, "publicUrl">,
  request: Request,
  schema: Asked,
  answer: (asked: z.infer<Asked>) => Promise<Response>,
): Promise<Response> {
  if (!isSameOrigin(request.headers, publicUrl))
    return authRefusal(403, "FORBIDDEN", "This request comes from another site");
  const asked = schema.safeParse(await request.json().catch(() => null));
  if (!asked.success) {
    const [issue] = asked.error.issues;
    return authRefusal(400, "BAD_REQUEST", `${issue?.path.join(".") || "body"}: ${issue?.message}`);
  }
  try {
    return await answer(asked.data);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return authRefusal(STATUS[error.code] ?? 403, error.code.toUpperCase(), error.message);
  }
}

/** Signs in who has just got an account by `request`, as if they had asked for it. */
export async function signInAfter(
  { auth }: Pick<AuthDeps, "auth">,
  { url, headers }: Request,
  { email, password }: { email: string; password: string },
): Promise<Response> {
  const signIn = new Request(new URL(`${AUTH_BASE}/sign-in/email`, url), {
    method: "POST",
    headers,
    body: JSON.stringify({ email, password }),
  });
  signIn.headers.delete("content-length");
  return await auth.handler(signIn);
}
