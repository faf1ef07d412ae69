import { expect, test } from "vitest";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

/** What broke at the doors of Task Runner and ArcRun (systems.md 4.11), and does not here. */
const services = await testServices();

test("an invalid filter is refused instead of returning everything", async () => {
  const home = await newWorkspace(services);
  await gatedRun(services, home, "filtered.flow");
  const caller = callerFor(services, await home.as("owner"));
  expect((await caller.runs.list({})).rows).toHaveLength(1);

  for (const filter of [{ status: "done" }, { status: ["running"] }, { item: { id: 1 } }, { cursor: "x" }])
    await expect(caller.runs.list(filter as object), JSON.stringify(filter)).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  expect((await caller.runs.list({ item: "unheard of" })).rows).toEqual([]);
});
