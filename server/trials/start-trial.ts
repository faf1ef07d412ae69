import { z } from "zod";
import { Definition, Stage } from "#core/definition.ts";
import { DomainError } from "#core/errors.ts";
import { KINDS } from "#core/kinds/registry.ts";
import { isTrialKind, Pin } from "#core/trial.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Pool } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";
import { savePin } from "#server/trials/pins.ts";
import { TRIAL_CHANNEL } from "#server/trials/trial-queue.ts";

export const StartTrial = z.object({
  name: z.string().max(100),
  stage: Stage,
  functions: Definition.shape.functions,
  pin: Pin,
});

/** So many of a workspace may be under way or in line. */
const MAX_OPEN = 20;

/**
 * Asks for a stage of a draft to be run alone, and keeps what it is given. Refuses a kind that cannot, a config that does
 * not fit its kind, and the twenty-first at once.
 */
export async function startTrial(
  pool: Pool,
  who: Principal,
  { name, stage, functions, pin }: z.infer<typeof StartTrial>,
): Promise<{ trialId: number }> {
  requireRunnable(stage);
  return inTransaction(pool, async (client) => {
    const workflowId = await savePin(client, who, { name, stageId: stage.id, pin });
    const { rows: open } = await client.query<{ count: number }>(
      "select count(*) as count from trial where workspace_id = $1 and status in ('waiting', 'running')",
      [who.workspaceId],
    );
    if ((open[0]?.count ?? 0) >= MAX_OPEN)
      throw new DomainError(
        "too_many",
        `${MAX_OPEN} stages of this workspace are being run alone; wait for one to end`,
      );
    const { rows } = await client.query<{ trialId: number }>(
      `insert into trial (workspace_id, workflow_id, stage, functions, pin, asked_by) values ($1, $2, $3, $4, $5, $6)
       returning id as "trialId"`,
      [who.workspaceId, workflowId, JSON.stringify(stage), functions ?? null, JSON.stringify(pin), who.by],
    );
    await client.query("select pg_notify($1, '')", [TRIAL_CHANNEL]);
    const [trial] = rows;
    if (!trial) throw new Error("The trial was not stored");
    return trial;
  });
}

function requireRunnable({ kind, config }: Stage): void {
  if (!isTrialKind(kind))
    throw new DomainError("bad_input", `A stage of kind ${kind} cannot run alone; code, transform, http and llm can`, {
      field: "stage.kind",
    });
  const parsed = KINDS[kind].config.safeParse(config);
  const [issue] = parsed.error?.issues ?? [];
  if (!issue) return;
  const field = ["stage", "config", ...issue.path].join(".");
  throw new DomainError("bad_input", `${field}: ${issue.message}`, { field });
}
