import { type AnyTRPCProcedure, type AnyTRPCRouter, callTRPCProcedure, initTRPC, TRPCError } from "@trpc/server";
import { beforeAll, describe, expect, test } from "vitest";
import { ACTIONS, type Action, may, ROLES } from "#core/roles.ts";
import { SCOPE_OF, SCOPES } from "#core/scopes.ts";
import { appRouter } from "#server/api/root.ts";
import { procedure, publicProcedure, router } from "#server/api/trpc.ts";
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
function declaredIn(router: AnyTRPCRouter): Declared[] {
  const procedures: Record<string, AnyTRPCProcedure> = router._def.procedures;
  return Object.entries(procedures).map(([path, { _def }]) => {
    const { access } = (_def.meta ?? {}) as { access?: Declared["access"] };
    return { path, access, type: _def.type };
  });
}

/** The procedures that name no action, one that there is not, or nobody to keep out without being one of the public ones. */
const undeclaredIn = (router: AnyTRPCRouter): string[] =>
  declaredIn(router)
    .filter(({ path, access }) => (access === "public" ? !PUBLIC.includes(path) : !(String(access) in ACTIONS)))
    .map(({ path }) => path);

const declared = declaredIn(appRouter);
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
  expect(undeclaredIn(appRouter)).toEqual([]);
  expect(declared.length).toBeGreaterThan(30);
});

test("a procedure that names no action, an unknown one, or everybody without being listed is found", () => {
  const bare = initTRPC.create().procedure.query(() => 1);
  const planted = router({
    bare,
    unknown: procedure("run.destroy" as Action).query(() => 1),
    keys: router({ open: publicProcedure.query(() => 1), list: procedure("key.manage").query(() => 1) }),
  });

  expect(undeclaredIn(planted)).toEqual(["bare", "unknown", "keys.open"]);
});

describe.each(guarded)("$path", (guardedOne) => {
  const action = guardedOne.access as Action;

  test("refuses an anonymous caller", async () => {
    expect(await attempt(guardedOne, null)).toBe("UNAUTHORIZED");
  });

  test.each(ROLES)(`lets a person in the role %s pass only if it may ${action}`, async (role) => {
    const outcome = await attempt(guardedOne, await home.as(role));

    expect(may(role, action) ? passes(outcome) : outcome === "FORBIDDEN", outcome).toBe(true);
  });

  test.each(ROLES)(`lets a key with the role %s pass only if it may ${action}`, async (role) => {
    const outcome = await attempt(guardedOne, await home.as(role, "key"));

    expect(may(role, action) ? passes(outcome) : outcome === "FORBIDDEN", outcome).toBe(true);
  });

  test.each(SCOPES)(
    `lets an owner's key with the scope %s alone pass only if it is what ${action} needs`,
    async (scope) => {
      const outcome = await attempt(guardedOne, await home.as("owner", "key", [scope]));

      expect(SCOPE_OF[action] === scope ? passes(outcome) : outcome === "FORBIDDEN", outcome).toBe(true);
    },
  );
});
