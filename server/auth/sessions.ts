import { DomainError } from "#core/errors.ts";
import type { OpenSession } from "#core/session-views.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Prisma } from "#server/db.ts";

type Db = Pick<Prisma, "session">;

/** Whose sessions these are. A key has none, and must not reach those of who made it. */
const ownedBy = ({ kind, userId }: Principal) => ({ userId: kind === "person" ? userId : "" });

/** Where a person is signed in, the last used first. */
export async function listSessions(db: Db, who: Principal): Promise<OpenSession[]> {
  const rows = await db.session.findMany({
    where: { ...ownedBy(who), expiresAt: { gt: new Date() } },
    orderBy: [{ updatedAt: "desc" }, { id: "asc" }],
    select: { id: true, createdAt: true, updatedAt: true, ipAddress: true, userAgent: true },
  });
  return rows.map(({ id, createdAt, updatedAt, ipAddress, userAgent }) => ({
    id,
    signedInAt: createdAt.toISOString(),
    renewedAt: updatedAt.toISOString(),
    address: ipAddress || null,
    agent: userAgent || null,
    isCurrent: id === who.sessionId,
  }));
}

/** Signs a person out where that session is; at once. */
export async function endSession(db: Db, who: Principal, id: string): Promise<{ id: string }> {
  const { count } = await db.session.deleteMany({ where: { ...ownedBy(who), id } });
  if (count === 0)
    throw new DomainError("not_found", "There is no such session, or it has ended already", { field: "id" });
  return { id };
}

/** Signs a person out everywhere but here. Returns how many sessions ended. */
export async function endOtherSessions(db: Db, who: Principal): Promise<{ ended: number }> {
  const { count } = await db.session.deleteMany({ where: { ...ownedBy(who), NOT: { id: who.sessionId ?? "" } } });
  return { ended: count };
}
