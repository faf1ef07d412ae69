import type { AuditLog } from "#server/audit/audit-log.ts";
import { beginPersonDeed, type PendingDeed } from "#server/audit/person-deed.ts";
import type { Prisma } from "#server/db.ts";

interface Came {
  id: string;
  userId: string;
}

/** What better-auth knows of the request that makes a session. */
interface Cause {
  path: string;
  headers?: Headers | undefined;
}

/** By which way somebody came in, by the start of better-auth's path. */
const WAYS = [
  ["/sign-in/email", "password"],
  ["/callback/", "identity provider"],
] as const;

/**
 * Hooks of better-auth that write each sign-in, by whatever way, into the audit. It is noted before there is a session: when
 * that cannot be stored, nobody is signed in, and the answer is an error of the server (the session would stand in the same
 * database). What goes wrong afterwards keeps nobody out.
 */
export function auditedSessions(db: Prisma, audit: AuditLog) {
  const begun = new WeakMap<object, PendingDeed>();
  return {
    async before({ userId }: Pick<Came, "userId">, cause: Cause | null) {
      const way = WAYS.find(([start]) => cause?.path.startsWith(start))?.[1];
      if (!cause || !way) return;
      const deed = { action: "sessions.signIn", targetKind: "session", targetId: null, asked: { way } } as const;
      begun.set(cause, await beginPersonDeed(db, audit, cause.headers ?? new Headers(), { id: userId }, deed));
    },
    async after({ id }: Pick<Came, "id">, cause: Cause | null) {
      if (cause) begun.get(cause)?.end({ outcome: "done", targetId: id });
    },
  };
}
