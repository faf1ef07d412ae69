import type { Role } from "#core/roles.ts";
import type { Begun, Ended } from "#server/audit/audit-entry.ts";
import type { AuditLog } from "#server/audit/audit-log.ts";
import { originOf } from "#server/audit/deed.ts";
import type { Prisma } from "#server/db.ts";

/** What a person does with their account, which belongs to every workspace that they are a member of. */
export interface PersonDeed {
  action: "sessions.signIn" | "sessions.signOut" | "people.changePassword" | "people.linkProvider";
  targetKind: "session" | "person";
  targetId: string | null;
  asked?: unknown;
}

/** How such a deed ended. */
export type DeedEnd = Pick<Ended, "outcome" | "targetId">;

/** A deed under way in all workspaces of a person. */
export interface PendingDeed {
  end(how: DeedEnd): void;
  forget(): void;
}

type Db = Pick<Prisma, "user">;
type Whose = { id: string } | { email: string };

/**
 * Notes a deed in each workspace of a person before it is done; throws when that cannot be stored. Who is a member of none
 * leaves no trace: there is nobody to read it.
 */
export async function beginPersonDeed(
  db: Db,
  audit: AuditLog,
  headers: Headers,
  whose: Whose,
  deed: PersonDeed,
): Promise<PendingDeed> {
  const noted = await Promise.all(
    (await changesOf(db, headers, whose, deed)).map(({ workspaceId, change }) => audit.begin(workspaceId, change)),
  );
  return {
    end: (how) => noted.forEach((pending) => void pending.end(Promise.resolve({ ...how, after: null }))),
    forget: () => noted.forEach((pending) => void pending.forget()),
  };
}

/** Tells of a sign-in that was refused in each workspace of the person; of an e-mail that nobody has, nothing. */
export function tellRefusedSignIn(db: Db, audit: AuditLog, headers: Headers, email: string): void {
  const deed = { action: "sessions.signIn", targetKind: "session", targetId: null } as const;
  const told = async () =>
    (await changesOf(db, headers, { email }, deed)).map(({ workspaceId, change }) => ({
      workspaceId,
      ended: { ...change, outcome: "failed" as const, after: null },
    }));
  audit.tell(told());
}

async function changesOf(
  db: Db,
  headers: Headers,
  whose: Whose,
  { asked = null, ...deed }: PersonDeed,
): Promise<{ workspaceId: string; change: Begun }[]> {
  const person = await db.user.findUnique({
    where: whose,
    select: { id: true, email: true, members: { select: { organizationId: true, role: true } } },
  });
  const at = new Date().toISOString();
  return (person?.members ?? []).map(({ organizationId, role }) => ({
    workspaceId: organizationId,
    change: {
      ...deed,
      at,
      actorKind: "person",
      actorId: person?.id ?? "",
      actor: person?.email ?? "",
      role: role as Role,
      ...originOf(headers),
      asked,
      before: null,
    },
  }));
}
