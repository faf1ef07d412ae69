import type { RuleView } from "#core/rule-views.ts";
import type { Queryable } from "#server/db.ts";

type Row = Omit<RuleView, "updatedAt"> & { updatedAt: Date };

/** The rules of a workspace, the oldest first, with how many tasks hold and wait for their slots now. */
export async function listRules(db: Queryable, workspaceId: string): Promise<RuleView[]> {
  const { rows } = await db.query<Row>(
    `select u.id, u.type, u.kind, u.workflow, u.stage, u.fields, u.max, u.created_by as "createdBy", u.updated_at as "updatedAt",
            coalesce(sum(k.used), 0)::int8 as used, coalesce(sum(k.holding), 0)::int as holding,
            coalesce(sum(k.waiting), 0)::int as waiting, count(k.key)::int as "slotCount"
     from rule u
     left join lateral (
       select s.key, s.used, (select count(*) from task_slot h where h.key = s.key) as holding,
              (select count(*) from task t where t.blocked_key = s.key) as waiting
       from slot s
       where s.workspace_id = u.workspace_id and engine.is_slot_of(s.about::jsonb, u)
         and (s.used > 0 or exists (select from task t where t.blocked_key = s.key))
     ) k on true
     where u.workspace_id = $1
     group by u.id
     order by u.created_at, u.id`,
    [workspaceId],
  );
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
}
