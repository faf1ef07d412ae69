import { expect, test } from "vitest";
import { ACTIONS, type Action } from "#core/roles.ts";
import { AGENT_SCOPE_OF, DEFAULT_SCOPES, refusalOf, SCOPE_OF, SCOPES } from "#core/scopes.ts";

const actions = Object.keys(ACTIONS) as Action[];

test("every action needs one scope, and every scope is needed by some action", () => {
  expect(Object.keys(SCOPE_OF)).toEqual(actions);
  expect(new Set([...Object.values(SCOPE_OF), ...Object.values(AGENT_SCOPE_OF)])).toEqual(new Set(SCOPES));
});

test("reading takes the scope read, and nothing else does, but for the audit and how the server stands", () => {
  const readers = actions.filter((action) => SCOPE_OF[action] === "read");
  expect(readers).toEqual(
    actions.filter((action) => action.endsWith(".read") && !["audit.read", "operations.read"].includes(action)),
  );
});

test("only the scope decide lets a key decide reviews, and no key has it unless it is given", () => {
  expect(actions.filter((action) => SCOPE_OF[action] === "decide")).toEqual(["review.decide"]);
  expect(DEFAULT_SCOPES).not.toContain("decide");
  expect(DEFAULT_SCOPES).not.toContain("admin");
});

test("an agent decides only by a scope of its own, which is given on purpose and lets nobody else decide", () => {
  const agent = { role: "owner", isAgent: true } as const;

  expect(DEFAULT_SCOPES).not.toContain("decide-as-agent");
  expect(refusalOf({ ...agent, scopes: ["decide"] }, "review.decide")).toBe(
    "This API key may not do this (review.decide); it needs the scope decide-as-agent",
  );
  expect(refusalOf({ ...agent, scopes: ["decide-as-agent"] }, "review.decide")).toBeNull();
  expect(refusalOf({ role: "owner", scopes: ["decide-as-agent"] }, "review.decide")).toContain("the scope decide");
  expect(refusalOf({ ...agent, scopes: ["run"] }, "run.start")).toBeNull();
});

test("a person may do what their role may", () => {
  expect(refusalOf({ role: "reviewer" }, "review.decide")).toBeNull();
  expect(refusalOf({ role: "viewer" }, "review.decide")).toBe("The role viewer may not do this (review.decide)");
});

test("a key may do what both its role and its scopes allow", () => {
  expect(refusalOf({ role: "owner", scopes: ["decide"] }, "review.decide")).toBeNull();
  expect(refusalOf({ role: "viewer", scopes: SCOPES }, "run.start")).toContain("The role viewer");
  expect(refusalOf({ role: "owner", scopes: ["read"] }, "run.start")).toBe(
    "This API key may not do this (run.start); it needs the scope run",
  );
});
