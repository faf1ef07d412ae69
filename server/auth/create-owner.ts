import { randomUUID } from "node:crypto";
import { DomainError } from "#core/errors.ts";
import type { Auth } from "#server/auth/auth.ts";
import { hashPassword, insertPerson, type NewPerson } from "#server/auth/credentials.ts";
import type { Prisma } from "#server/db.ts";

/** Serializes first starts; any number that nobody else locks. */
const LOCK = 4_715_001;

/** Whether nobody has been here yet. */
export const needsOwner = async (db: Pick<Prisma, "user">): Promise<boolean> =>
  (await db.user.findFirst({ select: { id: true } })) === null;

/** Creates the first person as owner of the first workspace. Of callers at the same time one wins; later ones are refused. */
export async function createOwner(db: Prisma, auth: Auth, person: NewPerson): Promise<{ workspaceId: string }> {
  if (!(await needsOwner(db))) throw closed();
  const password = await hashPassword(auth, person.password);
  return await db.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${LOCK})`;
    if (!(await needsOwner(tx))) throw closed();
    const userId = randomUUID();
    await insertPerson(tx, { ...person, id: userId }, password);
    const workspaceId = randomUUID();
    await tx.organization.create({
      data: {
        id: workspaceId,
        name: "Heddle",
        slug: "heddle",
        members: { create: { id: randomUUID(), userId, role: "owner" } },
      },
    });
    return { workspaceId };
  });
}

const closed = () => new DomainError("forbidden", "Heddle has an owner already; sign in, or ask the owner to add you");
