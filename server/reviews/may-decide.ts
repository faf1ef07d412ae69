import { refusalOf } from "#core/scopes.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";

/** What an assignee may be to mean this caller, in small letters: the role, and of a person the e-mail and the groups. */
export async function assignedAs(db: Queryable, who: Principal): Promise<string[]> {
  const { kind, role, email, userId, workspaceId } = who;
  if (kind === "key") return [`role:${role}`];
  const { rows } = await db.query<{ name: string }>({
    name: "groups_of_person",
    text: `select g.name
           from member m
           join people_group_member gm on gm.member_id = m.id
           join people_group g on g.id = gm.group_id
           where m."organizationId" = $1 and m."userId" = $2`,
    values: [workspaceId, userId],
  });
  return [`role:${role}`, `user:${email.toLowerCase()}`, ...rows.map(({ name }) => `group:${name}`)];
}

/** Whether a review is this caller's to decide: an owner always may, others when nobody or they are named. */
export async function mayDecide(db: Queryable, who: Principal, assignees: readonly string[]): Promise<boolean> {
  if (refusalOf(who, "review.decide")) return false;
  if (who.role === "owner" || assignees.length === 0) return true;
  const named = assignees.map((assignee) => assignee.toLowerCase());
  return (await assignedAs(db, who)).some((name) => named.includes(name));
}
