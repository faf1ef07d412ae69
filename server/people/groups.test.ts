import { beforeEach, expect, test } from "vitest";
import type { Principal } from "#server/auth/principal.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let home: Workspace;
let owner: Caller;
let reviewer: Principal;
let editor: Principal;

beforeEach(async () => {
  home = await newWorkspace(services);
  owner = callerFor(services, await home.as("owner"));
  [reviewer, editor] = [await home.as("reviewer"), await home.as("editor")];
});

const as = (who: Principal) => callerFor(services, who);

let count = 0;
/** A gated run whose open review is for these. */
async function reviewFor(...assignees: string[]) {
  count += 1;
  const run = await gatedRun(services, home, `for.w${count}`);
  await services.pool.query("update review set assignees = $2 where id = $1", [run.reviewId, assignees]);
  return { ...run.seen, decision: "approved" as const, form: { risk: "low" } };
}

test("a review that names a group is its members' to decide, whatever their role, and of nobody else but owners", async () => {
  await owner.groups.save({ name: "legal", userIds: [editor.userId] });
  const decision = await reviewFor("group:legal");
  const { reviewId } = decision;

  expect((await as(editor).reviews.get({ reviewId })).mayDecide).toBe(true);
  expect((await as(reviewer).reviews.get({ reviewId })).mayDecide).toBe(false);
  expect((await owner.reviews.get({ reviewId })).mayDecide).toBe(true);
  await expect(as(reviewer).reviews.decide(decision)).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(as({ ...editor, kind: "key" }).reviews.decide(decision)).rejects.toMatchObject({ code: "FORBIDDEN" });
  expect(await as(editor).reviews.decide(decision)).toMatchObject({ status: "decided" });
});

test("a member whose role decides nothing does not by a group either", async () => {
  const viewer = await home.as("viewer");
  await owner.groups.save({ name: "legal", userIds: [viewer.userId] });
  const { reviewId } = await reviewFor("group:legal");

  expect((await as(viewer).reviews.get({ reviewId })).mayDecide).toBe(false);
});

test("a group that is changed, deleted or of another workspace opens nothing", async () => {
  const { reviewId } = await reviewFor("group:legal");
  const mayDecide = async () => (await as(editor).reviews.get({ reviewId })).mayDecide;
  const neighbour = await newWorkspace(services);
  const other = callerFor(services, await neighbour.as("owner"));
  await other.groups.save({ name: "legal", userIds: [(await neighbour.as("owner")).userId] });
  expect(await mayDecide()).toBe(false);

  await owner.groups.save({ name: "legal", userIds: [editor.userId] });
  expect(await mayDecide()).toBe(true);
  await owner.groups.save({ name: "legal", userIds: [reviewer.userId] });
  expect(await mayDecide()).toBe(false);
  await owner.groups.save({ name: "legal", userIds: [editor.userId] });
  await owner.groups.delete({ name: "legal" });
  expect(await mayDecide()).toBe(false);
});

test("mine in the inbox is what names me, my role or a group of mine", async () => {
  await owner.groups.save({ name: "legal", userIds: [editor.userId, editor.userId] });
  const forGroup = await reviewFor("group:legal");
  const forRole = await reviewFor("role:editor");
  const forMe = await reviewFor(`user:${editor.email.toUpperCase()}`);
  await reviewFor("group:other");
  await reviewFor();

  const mine = async (who: Principal) => (await as(who).reviews.list({ mine: true })).rows.map(({ id }) => id);
  expect(await mine(editor)).toEqual([forGroup.reviewId, forRole.reviewId, forMe.reviewId]);
  expect(await mine({ ...editor, kind: "key" })).toEqual([forRole.reviewId]);
  expect(await mine(reviewer)).toEqual([]);
  expect((await as(editor).reviews.list({})).rows).toHaveLength(5);
});

test("who is removed from the workspace leaves its groups", async () => {
  await owner.groups.save({ name: "legal", userIds: [editor.userId, reviewer.userId] });
  await owner.people.remove({ userId: editor.userId });

  expect(await owner.groups.list()).toMatchObject([{ name: "legal", members: [{ email: reviewer.email }] }]);
});

test.each(["", "Legal", "a b", "-a", "a".repeat(51)])("a group is not named %j", async (name) => {
  await expect(owner.groups.save({ name, userIds: [] })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("a group takes members of the workspace only", async () => {
  const { userId } = await (await newWorkspace(services)).as("owner");

  await expect(owner.groups.save({ name: "legal", userIds: [userId] })).rejects.toMatchObject({ code: "BAD_REQUEST" });
  expect(await owner.groups.list()).toEqual([]);
});

test("the audit tells who was in a group before and after", async () => {
  await owner.groups.save({ name: "legal", userIds: [] });
  await owner.groups.save({ name: "legal", userIds: [editor.userId] });

  expect((await owner.audit.list({ targetKind: "group", targetId: "legal" })).rows).toMatchObject([
    { action: "groups.save", before: { members: [] }, after: { members: [editor.email] } },
    { action: "groups.save", before: null, after: { members: [] } },
  ]);
});
