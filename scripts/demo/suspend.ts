import { Definition } from "#core/definition.ts";
import { printedChecks } from "#scripts/demo/checks.ts";
import type { Counts } from "#scripts/demo/counts.ts";
import type { Owner } from "#scripts/demo/new-owner.ts";
import { MANY_CALLS, manyCalls } from "#scripts/demo/suspend/many-calls.ts";
import { MANY_SLEEPERS, manySleepers } from "#scripts/demo/suspend/many-sleepers.ts";
import type { Stack } from "#scripts/supervisor/start-stack.ts";

/** Leases short enough that a killed worker is replaced within seconds; the service of the demo is on this machine. */
export const SUSPEND_ENV = { HEDDLE_LEASE_MS: "2000", HEDDLE_ALLOW_CIDRS: "127.0.0.1/32", LOG_LEVEL: "warn" };

/** Code that calls the outside, through the death of its workers; and code that sleeps. */
export async function suspendDemo({ asPerson, asProgram }: Owner, stack: Stack): Promise<Counts> {
  for (const workflow of [MANY_CALLS, MANY_SLEEPERS]) {
    const definition = Definition.parse(workflow);
    const { name } = definition;
    await asPerson.workflows.create.mutate({ name, title: definition.title });
    const { revision } = await asPerson.workflows.get.query({ name });
    const saved = await asPerson.workflows.saveDraft.mutate({ name, revision, definition });
    await asPerson.workflows.publish.mutate({ name, revision: saved.revision });
  }
  const checks = printedChecks();
  await manyCalls(asProgram, stack, checks);
  await manySleepers(asProgram, stack, checks);
  return checks.counts;
}
