import type { AnyTRPCProcedure, AnyTRPCRouter } from "@trpc/server";
import { expect, test } from "vitest";
import { appRouter } from "#server/api/root.ts";
import { TARGETS, targetId } from "#server/audit/targets.ts";

test("every mutation of the router says what it changes, and nothing else does", () => {
  const procedures: Record<string, AnyTRPCProcedure> = (appRouter as AnyTRPCRouter)._def.procedures;
  const mutations = Object.entries(procedures)
    .filter(([, { _def }]) => _def.type === "mutation")
    .map(([path]) => path);

  expect(Object.keys(TARGETS).sort()).toEqual(mutations.sort());
});

test.each([
  [{ kind: "run", id: "runId" } as const, { runId: 1 }, { runId: 2 }, "2"],
  [{ kind: "run", id: "runId" } as const, { runId: 1 }, undefined, "1"],
  [{ kind: "service", id: "service.name" } as const, { service: { name: "crm" } }, { version: 1 }, "crm"],
  [{ kind: "delivery", id: "ids" } as const, { ids: [1, 2] }, null, "1, 2"],
  [{ kind: "cache" } as const, { ids: [1] }, {}, null],
  [{ kind: "run", id: "runId" } as const, "no object", undefined, null],
])("the target of %j is found in the answer, else in what was asked", (target, asked, answer, id) => {
  expect(targetId(target, asked, answer)).toBe(id);
});
