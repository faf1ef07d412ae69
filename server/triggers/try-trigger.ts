import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { TriggerSettings } from "#core/trigger.ts";
import { WorkflowName } from "#core/workflow-name.ts";
import type { Queryable } from "#server/db.ts";
import { checkInput } from "#server/runs/check-input.ts";
import { runnableVersion } from "#server/runs/runnable-version.ts";
import type { StartDeps } from "#server/runs/start-request.ts";
import { mapInput, passesFilter } from "#server/triggers/start-triggered.ts";

export const TryTrigger = z.object({
  workflow: WorkflowName,
  settings: TriggerSettings,
  /** The body of a call, or the payload of an event. */
  sample: z.unknown(),
  headers: z.record(z.string().max(100), z.string().max(1_000)).default({}),
});

/** What a trigger would make of a sample. */
export interface Tried {
  starts: boolean;
  /** What the run would be given; absent when it did not come that far. */
  input?: unknown;
  /** Why no run would start; null when one would, or when the filter is not for this sample. */
  problem: string | null;
}

/** Says what settings, saved or not, would do with a sample. Starts nothing; refuses a workflow that does not run at all. */
export async function tryTrigger(
  deps: StartDeps & { pool: Queryable },
  workspaceId: string,
  { workflow, settings, sample, headers }: z.infer<typeof TryTrigger>,
): Promise<Tried> {
  const version = await runnableVersion(deps.pool, workspaceId, { workflow });
  const tried: { input?: unknown } = {};
  try {
    if (settings.kind === "event") {
      const event = { event: settings.event, payload: sample ?? null };
      if (!(await passesFilter(deps.expressions, settings.filter, event))) return { starts: false, problem: null };
      tried.input = await mapInput(deps.expressions, settings.mapping, event, sample ?? {});
    } else if (settings.kind === "webhook") {
      const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
      tried.input = await mapInput(deps.expressions, settings.mapping, { body: sample, headers: lower }, sample);
    } else tried.input = settings.input;
    await checkInput(deps, version, tried.input, "input");
    return { starts: true, ...tried, problem: null };
  } catch (error) {
    if (error instanceof DomainError) return { starts: false, ...tried, problem: error.message };
    throw error;
  }
}
