import { beginPersonDeed } from "#server/audit/person-deed.ts";
import type { AuthDeps } from "#server/auth/own-door.ts";

/** What a person asks better-auth who is signed in, and how the audit calls it. */
const ACTIONS = { "/sign-out": "sessions.signOut", "/change-password": "people.changePassword" } as const;

const isAudited = (path: string): path is keyof typeof ACTIONS => Object.hasOwn(ACTIONS, path);

/**
 * Lets better-auth answer, and writes into the audit who signed out or changed their password. A change that cannot be noted
 * before is not made; a sign-out is, whatever becomes of its entry, for who leaves a computer must get away from it.
 */
export async function answerAudited(
  { prisma, auth, audit }: AuthDeps,
  path: string,
  request: Request,
  report: (error: unknown, missing: string) => void,
): Promise<Response> {
  const found =
    request.method === "POST" && isAudited(path) && (await auth.api.getSession({ headers: request.headers }));
  if (!found) return await auth.handler(request);
  const { user, session } = found;
  const isLeaving = path === "/sign-out";
  const target = isLeaving
    ? ({ targetKind: "session", targetId: session.id } as const)
    : ({ targetKind: "person", targetId: user.id } as const);
  const deed = { action: ACTIONS[path], ...target };
  const pending = await beginPersonDeed(prisma, audit, request.headers, { id: user.id }, deed).catch(
    (error: unknown) => {
      if (!isLeaving) throw error;
      report(error, "a sign-out is not in the audit");
      return null;
    },
  );
  const response = await auth.handler(request);
  if (response.ok || response.status >= 500)
    pending?.end({ outcome: response.ok ? "done" : "failed", targetId: target.targetId });
  else pending?.forget();
  return response;
}
