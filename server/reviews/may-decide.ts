import { refusalOf } from "#core/scopes.ts";
import type { Principal } from "#server/auth/principal.ts";

/** Whether a review is this caller's to decide: an owner always may, others when nobody or they are named. */
export function mayDecide(who: Principal, assignees: readonly string[]): boolean {
  const { role, email, kind } = who;
  if (refusalOf(who, "review.decide")) return false;
  if (role === "owner" || assignees.length === 0) return true;
  return assignees.some(
    (assignee) =>
      assignee === `role:${role}` || (kind === "person" && assignee.toLowerCase() === `user:${email.toLowerCase()}`),
  );
}
