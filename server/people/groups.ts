import { z } from "zod";
import { GROUP_NAME } from "#core/assignee.ts";
import { DomainError } from "#core/errors.ts";
import type { GroupView } from "#core/people-views.ts";
import type { Prisma } from "#server/db.ts";
import { lockMembers } from "#server/people/people.ts";

export const SavedGroup = z.object({
  name: z
    .string()
    .regex(GROUP_NAME, "must be one word of at most 50 small letters, digits, dots, dashes and low lines, like legal"),
  userIds: z
    .array(z.string().max(100))
    .max(1000)
    .transform((ids) => [...new Set(ids)]),
});

/** The groups of a workspace by name, with their members. */
export async function listGroups(db: Prisma, workspaceId: string): Promise<GroupView[]> {
  const rows = await db.group.findMany({
    where: { workspaceId },
    orderBy: { name: "asc" },
    select: {
      name: true,
      members: {
        orderBy: { member: { user: { name: "asc" } } },
        select: { member: { select: { userId: true, user: { select: { name: true, email: true } } } } },
      },
    },
  });
  return rows.map(({ name, members }) => ({
    name,
    members: members.map(({ member: { userId, user } }) => ({ userId, ...user })),
  }));
}

/** Makes a group, or gives the one of this name these members instead of those that it had. */
export async function saveGroup(
  db: Prisma,
  workspaceId: string,
  { name, userIds }: z.infer<typeof SavedGroup>,
): Promise<{ name: string }> {
  return await db.$transaction(async (tx) => {
    await lockMembers(tx, workspaceId);
    const members = await tx.member.findMany({
      where: { organizationId: workspaceId, userId: { in: userIds } },
      select: { id: true },
    });
    if (members.length < userIds.length)
      throw new DomainError("bad_input", "userIds: names somebody who is not in this workspace", { field: "userIds" });
    const { id: groupId } = await tx.group.upsert({
      where: { workspaceId_name: { workspaceId, name } },
      create: { workspaceId, name },
      update: {},
      select: { id: true },
    });
    await tx.groupMember.deleteMany({ where: { groupId } });
    await tx.groupMember.createMany({ data: members.map(({ id }) => ({ groupId, memberId: id })) });
    return { name };
  });
}

/** Takes a group away. Reviews that name it alone are an owner's to decide. */
export async function deleteGroup(db: Prisma, workspaceId: string, name: string): Promise<{ name: string }> {
  const { count } = await db.group.deleteMany({ where: { workspaceId, name } });
  if (count === 0) throw new DomainError("not_found", `There is no group ${name}`, { field: "name" });
  return { name };
}
