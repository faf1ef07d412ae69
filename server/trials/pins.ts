import { z } from "zod";
import { StageId } from "#core/definition.ts";
import { DomainError } from "#core/errors.ts";
import { findUnstorable } from "#core/storable.ts";
import { Pin } from "#core/trial.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import { unknownWorkflow } from "#server/workflows/find-workflow.ts";

export const StageOfDraft = z.object({ name: z.string().max(100), stageId: StageId });
export const SavePin = StageOfDraft.extend({ pin: Pin });

/** Keeps what a stage is given when it runs alone; answers with the id of the workflow. */
export async function savePin(
  db: Queryable,
  { workspaceId, by }: Principal,
  { name, stageId, pin }: z.infer<typeof SavePin>,
): Promise<string> {
  const problem = findUnstorable(pin, "pin");
  if (problem) throw new DomainError("bad_input", problem.message, { field: problem.path });
  const { rows } = await db.query<{ workflowId: string }>(
    `insert into pin (workflow_id, stage_id, pin, saved_by)
     select id, $3, $4, $5 from workflow where workspace_id = $1 and name = $2
     on conflict (workflow_id, stage_id) do update
       set pin = excluded.pin, saved_by = excluded.saved_by, saved_at = now()
     returning workflow_id as "workflowId"`,
    [workspaceId, name, stageId, JSON.stringify(pin), by],
  );
  if (!rows[0]) throw unknownWorkflow(name);
  return rows[0].workflowId;
}

/** What a stage is given when it runs alone; null when nothing was kept. */
export async function readPin(
  db: Queryable,
  workspaceId: string,
  { name, stageId }: z.infer<typeof StageOfDraft>,
): Promise<Pin | null> {
  const { rows } = await db.query<{ pin: unknown }>(
    `select p.pin from workflow w left join pin p on p.workflow_id = w.id and p.stage_id = $3
     where w.workspace_id = $1 and w.name = $2`,
    [workspaceId, name, stageId],
  );
  const [row] = rows;
  if (!row) throw unknownWorkflow(name);
  return row.pin === null ? null : Pin.parse(row.pin);
}
