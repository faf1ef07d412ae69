import { expect, test } from "vitest";
import { ACTIONS, type Action, covers, may, ROLES } from "#core/roles.ts";

const allowed = (role: string): string[] => Object.keys(ACTIONS).filter((action) => may(role, action as Action));

/** What the owner alone may do. */
const OF_OWNER = ["people.manage", "workspace.manage", "audit.read", "operations.read", "retention.manage"];

test("the owner may do everything", () => {
  expect(allowed("owner")).toEqual(Object.keys(ACTIONS));
});

test("an editor may do everything but manage the workspace and its people, read the audit, see how the server stands and say how long runs are kept", () => {
  expect(allowed("editor")).toEqual(Object.keys(ACTIONS).filter((action) => !OF_OWNER.includes(action)));
});

test("a reviewer reads and decides", () => {
  expect(allowed("reviewer")).toEqual([...allowed("viewer"), "review.decide"].toSorted(byPlace));
});

test("a viewer only reads, sees to what they are told, and ends their own sessions", () => {
  const reads = Object.keys(ACTIONS).filter((action) => action.endsWith(".read") && !OF_OWNER.includes(action));
  expect(allowed("viewer")).toEqual([...reads, "notification.manage", "session.manage"].toSorted(byPlace));
});

test("an unknown role may do nothing", () => {
  expect(allowed("admin")).toEqual([]);
  expect(allowed("")).toEqual([]);
});

test("a role covers those that may do nothing that it may not", () => {
  const covered = (role: (typeof ROLES)[number]) => ROLES.filter((other) => covers(role, other));
  expect(covered("owner")).toEqual(["owner", "editor", "reviewer", "viewer"]);
  expect(covered("editor")).toEqual(["editor", "reviewer", "viewer"]);
  expect(covered("reviewer")).toEqual(["reviewer", "viewer"]);
  expect(covered("viewer")).toEqual(["viewer"]);
});

test("every action is allowed to somebody, and only to roles that exist", () => {
  for (const roles of Object.values<readonly string[]>(ACTIONS)) {
    expect(roles.length).toBeGreaterThan(0);
    expect(roles.filter((role) => !(ROLES as readonly string[]).includes(role))).toEqual([]);
  }
});

const place = Object.keys(ACTIONS);
const byPlace = (a: string, b: string) => place.indexOf(a) - place.indexOf(b);
