import { z } from "zod";
import type { SlotView } from "#core/rule-views.ts";
import type { Page } from "#core/views.ts";
import type { Queryable } from "#server/db.ts";
import { decodeCursor, PageInput, pageOf } from "#server/keyset-cursor.ts";

/** How many of the tasks that hold or await a slot are named. */
const NAMED = 5;

export const ListSlots = PageInput.extend({
  /** Whose slots; null for those of rules that stages declare. */
  ruleId: z.uuid().nullable(),
});

interface Row extends Pick<SlotView, "key" | "used" | "holding" | "waiting" | "holders" | "waiters"> {
  about: Pick<SlotView, "type" | "values" | "missing"> & {
    kind?: string;
    workflow?: string;
    stage?: string;
    max?: number;
  };
  ruleMax: number | null;
}

const taskJson =
  "json_build_object('taskId', t.id, 'runId', t.run_id, 'stageId', t.stage_id, 'subtask', t.subtask, 'workflow', w.name)";
const ofTask = "join run r on r.id = t.run_id join workflow w on w.id = r.workflow_id";

/** The slots of a rule that are held or waited for, with who does; by key. */
export async function listSlots(
  db: Queryable,
  workspaceId: string,
  { ruleId, cursor, limit }: z.infer<typeof ListSlots>,
): Promise<Page<SlotView>> {
  const { rows } = await db.query<Row>(
    `select s.key, s.used, s.about, u.max as "ruleMax",
            (select count(*)::int from task_slot h where h.key = s.key) as holding,
            (select count(*)::int from task t where t.blocked_key = s.key) as waiting,
            (select coalesce(json_agg(x.task), '[]') from (
               select ${taskJson} as task from task_slot h join task t on t.id = h.task_id ${ofTask}
               where h.key = s.key order by t.id limit ${NAMED}) x) as holders,
            (select coalesce(json_agg(x.task), '[]') from (
               select ${taskJson} as task from task t ${ofTask}
               where t.blocked_key = s.key order by t.priority desc, t.id limit ${NAMED}) x) as waiters
     from slot s
     left join rule u on u.id = $2 and u.workspace_id = $1
     where s.workspace_id = $1 and ($3::text is null or s.key > $3)
       and (s.used > 0 or exists (select from task t where t.blocked_key = s.key))
       and case when $2::uuid is null
             then not exists (select from rule o where o.workspace_id = $1 and engine.is_slot_of(s.about::jsonb, o))
             else u.id is not null and engine.is_slot_of(s.about::jsonb, u) end
     order by s.key
     limit $4`,
    [workspaceId, ruleId, decodeCursor(cursor, z.string()), limit + 1],
  );
  return pageOf(rows, limit, ({ key }) => key, viewOf);
}

function viewOf({ about, ruleMax, ...row }: Row): SlotView {
  const { type, kind = null, workflow = null, stage = null, values, missing, max = null } = about;
  return { ...row, type, kind, workflow, stage, values, missing, max: ruleMax ?? max };
}
