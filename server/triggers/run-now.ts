import { DomainError } from "#core/errors.ts";
import type { Principal } from "#server/auth/principal.ts";
import { getTrigger } from "#server/triggers/list-triggers.ts";
import { startTriggered, type TriggeredDeps } from "#server/triggers/start-triggered.ts";

/** Starts a run with the input of a schedule at once, whether it is enabled or not; its times stay as they are. */
export async function runNow(
  deps: TriggeredDeps & { publicUrl: string },
  who: Principal,
  id: string,
): Promise<{ runId: number }> {
  const { name, settings, workflowName } = await getTrigger(deps, who.workspaceId, id);
  if (settings.kind !== "schedule")
    throw new DomainError("bad_input", "id: only a schedule is run by hand", { field: "id" });
  const starter = { workspaceId: who.workspaceId, by: `${who.by} (schedule ${name})` };
  return { runId: await startTriggered(deps, starter, workflowName, settings.input, null) };
}
