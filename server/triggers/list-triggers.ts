import { z } from "zod";
import { TRIGGER_KINDS } from "#core/trigger.ts";
import type { HookCallView, Page, TriggerSummary, TriggerView } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";
import { hookUrl } from "#server/triggers/hook-url.ts";
import { summaryOf, TRIGGER_COLUMNS, type TriggerRow, unknownTrigger } from "#server/triggers/trigger-row.ts";

export const ListTriggers = PageInput.extend({
  kind: z.enum(TRIGGER_KINDS).optional(),
  workflow: z.string().max(100).optional(),
});

/** The triggers of a workspace by name, of one kind or workflow if one is asked for. */
export async function listTriggers(
  db: Queryable,
  workspaceId: string,
  asked: z.infer<typeof ListTriggers>,
): Promise<Page<TriggerSummary>> {
  const { rows } = await db.query<TriggerRow>({
    name: "list_triggers",
    text: `
      select ${TRIGGER_COLUMNS}, t.settings::jsonb - 'input' as settings
      from trigger t
      join workflow w on w.id = t.workflow_id
      where t.workspace_id = $1
        and ($2::text is null or t.kind = $2)
        and ($3::text is null or w.name = $3)
        and ($4::text is null or t.name > $4)
      order by t.name
      limit $5`,
    values: [
      workspaceId,
      asked.kind ?? null,
      asked.workflow ?? null,
      decodeCursor(asked.cursor, z.string()),
      asked.limit + 1,
    ],
  });
  return pageOf(rows, asked.limit, ({ name }) => name, summaryOf);
}

/** All of one trigger; a webhook with its address and its last calls. */
export async function getTrigger(
  { pool, publicUrl }: { pool: Queryable; publicUrl: string },
  workspaceId: string,
  id: string,
): Promise<TriggerView> {
  const { rows } = await pool.query<TriggerRow & { secretStart: string | null }>(
    `select ${TRIGGER_COLUMNS}, t.settings, t.secret_start as "secretStart"
     from trigger t
     join workflow w on w.id = t.workflow_id
     where t.workspace_id = $1 and t.id = $2`,
    [workspaceId, id],
  );
  const [row] = rows;
  if (!row) throw unknownTrigger();
  const calls = await pool.query<Omit<HookCallView, "at"> & { at: Date }>(
    `select id, at, status, message, run_id as "runId"
     from hook_call
     where trigger_id = $1
     order by id desc
     limit 20`,
    [id],
  );
  const summary = summaryOf(row);
  return {
    ...summary,
    secretStart: row.secretStart,
    url: summary.settings.kind === "webhook" ? hookUrl(publicUrl, id) : null,
    calls: calls.rows.map((call) => ({ ...call, at: call.at.toISOString() })),
  };
}
