import type { Queryable } from "#server/db.ts";

export interface Call {
  status: number;
  message: string | null;
  runId: number | null;
}

const UNAUTHORIZED = 401;

/** Notes a call of a webhook; the last twenty are kept. One that showed no secret says nothing of the trigger itself. */
export async function logCall(db: Queryable, triggerId: string, { status, message, runId }: Call): Promise<void> {
  await db.query({
    name: "log_call",
    text: `
      with added as (
        insert into hook_call (trigger_id, status, message, run_id)
        select id, $2, $3, $4::bigint from trigger where id = $1
      ),
      told as (
        update trigger
        set last_at = now(), last_run_id = coalesce($4::bigint, last_run_id), last_error = case when $4::bigint is null then $3 end
        where id = $1 and $5
      )
      delete from hook_call
      where trigger_id = $1 and id <= (select id from hook_call where trigger_id = $1 order by id desc offset 19 limit 1)`,
    values: [triggerId, status, message, runId, status !== UNAUTHORIZED],
  });
}
