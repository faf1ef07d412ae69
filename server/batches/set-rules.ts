import { z } from "zod";
import { StageId } from "#core/definition.ts";
import { DomainError } from "#core/errors.ts";
import { StageRules } from "#core/rule.ts";
import { unknownBatch } from "#server/batches/batch-row.ts";
import type { Pool } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";

export const SetBatchRules = z.object({
  batchId: z.int().positive(),
  stage: StageId,
  rules: StageRules.nullable().describe("Instead of those that the stage declares; null gives it back its own"),
});

const OPEN = "status in ('queued', 'running', 'awaiting_review', 'paused')";

/**
 * Replaces the rules of a stage for the runs of a batch that have not ended. It takes effect with the commit: what runs
 * stays and counts, what waits is asked anew. Says how many runs it is about.
 */
export function setBatchRules(
  pool: Pool,
  workspaceId: string,
  { batchId, stage, rules }: z.infer<typeof SetBatchRules>,
): Promise<{ runs: number }> {
  return inTransaction(pool, async (db) => {
    await db.query("select engine.lock_rules()");
    const { rows } = await db.query<{ hasStage: boolean }>(
      `select exists (select from run r join stage s on s.version_id = r.version_id
                      where r.batch_id = b.id and s.stage_id = $3) as "hasStage"
       from batch b
       where b.id = $2 and b.workspace_id = $1`,
      [workspaceId, batchId, stage],
    );
    if (!rows[0]) throw unknownBatch(batchId);
    if (!rows[0].hasStage)
      throw new DomainError("bad_input", `stage: the runs of batch ${batchId} have no stage ${stage}`, {
        field: "stage",
      });
    // All of the workspace, as the change of any rule does, so that they are locked in one order.
    await db.query(`select from run where workspace_id = $1 and ${OPEN} order by id for update`, [workspaceId]);
    const { rowCount } = await db.query(
      `update run
       set rules = (case when $3::jsonb is null then coalesce(rules::jsonb, '{}') - $2
                         else coalesce(rules::jsonb, '{}') || jsonb_build_object($2::text, $3::jsonb) end)::json
       where batch_id = $1 and ${OPEN}`,
      [batchId, stage, rules && JSON.stringify(rules)],
    );
    await db.query("select engine.apply_rules($1)", [workspaceId]);
    return { runs: rowCount ?? 0 };
  });
}
