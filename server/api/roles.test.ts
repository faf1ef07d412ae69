import { type AnyTRPCProcedure, type AnyTRPCRouter, callTRPCProcedure, TRPCError } from "@trpc/server";
import { beforeAll, describe, expect, test } from "vitest";
import { ACTIONS, type Action, may, ROLES } from "#core/roles.ts";
import { SCOPE_OF, SCOPES } from "#core/scopes.ts";
import { appRouter } from "#server/api/root.ts";
import type { Principal } from "#server/auth/principal.ts";
import { newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();

/** Procedures that nobody needs to be signed in for. Adding one here is a decision. */
const PUBLIC = ["session.state"];

interface Declared {
  path: string;
  access: Action | "public" | undefined;
  type: "query" | "mutation" | "subscription";
}

/** By path, whatever router they stand in. */
const procedures: Record<string, AnyTRPCProcedure> = (appRouter as AnyTRPCRouter)._def.procedures;

const declared: Declared[] = Object.entries(procedures).map(([path, { _def }]) => {
  const { access } = (_def.meta ?? {}) as { access?: Declared["access"] };
  return { path, access, type: _def.type };
});
const guarded = declared.filter(({ path }) => !PUBLIC.includes(path));

let home: Workspace;
beforeAll(async () => {
  home = await newWorkspace(services);
});

/** Calls a procedure with an input that fits none: whoever passes the guard is told that the input is bad, or answered. */
async function attempt({ path, type }: Declared, principal: Principal | null): Promise<string> {
  const ctx = { ...services, headers: new Headers(), principal };
  try {
    await callTRPCProcedure({
      router: appRouter,
      path,
      type,
      ctx,
      getRawInput: async () => "no input is a text",
      signal: undefined,
      batchIndex: 0,
    });
    return "ANSWERED";
  } catch (error) {
    if (error instanceof TRPCError) return error.code;
    throw error;
  }
}

const passes = (outcome: string) => outcome === "ANSWERED" || outcome === "BAD_REQUEST";

test("every procedure names its action, or is one of the few public ones", () => {
  for (const { path, access } of declared)
    expect(access === "public" ? PUBLIC : Object.keys(ACTIONS), path).toContain(access === "public" ? path : access);
  expect(declared.length).toBeGreaterThan(30);
});

describe.each(guarded)("$path", (procedure) => {
  const action = procedure.access as Action;

  test("refuses an anonymous caller", async () => {
    expect(await attempt(procedure, null)).toBe("UNAUTHORIZED");
  });

  test.each(ROLES)(`lets a person in the role %s pass only if it may ${action}`, async (role) => {
    const outcome = await attempt(procedure, await home.as(role));

    expect(may(role, action) ? passes(outcome) : outcome === "FORBIDDEN", outcome).toBe(true);
  });

  test.each(ROLES)(`lets a key with the role %s pass only if it may ${action}`, async (role) => {
    const outcome = await attempt(procedure, await home.as(role, "key"));

    expect(may(role, action) ? passes(outcome) : outcome === "FORBIDDEN", outcome).toBe(true);
  });

  test.each(SCOPES)(
    `lets an owner's key with the scope %s alone pass only if it is what ${action} needs`,
    async (scope) => {
      const outcome = await attempt(procedure, await home.as("owner", "key", [scope]));

      expect(SCOPE_OF[action] === scope ? passes(outcome) : outcome === "FORBIDDEN", outcome).toBe(true);
    },
  );
});
