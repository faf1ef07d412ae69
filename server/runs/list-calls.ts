import { z } from "zod";
import type { HostCallPage, HostCallView } from "#core/host-call-view.ts";
import type { Queryable } from "#server/db.ts";
import { requireRun } from "#server/runs/require-run.ts";
import { iso } from "#server/runs/sql-fragments.ts";

const SHOWN = 2_000;

export const ListCalls = z.object({
  runId: z.int().positive(),
  taskId: z.int().positive(),
  cursor: z.object({ attempt: z.int().min(0), id: z.int().min(0) }).nullish(),
  limit: z.int().min(1).max(200).default(50),
});

const CALLS = `
  select c.attempt, c.call_id as id, c.service, c.method, left(c.args::text, ${SHOWN + 1}) as args,
         ${iso("c.asked_at")} as "askedAt", ${iso("c.answered_at")} as "answeredAt",
         left((c.answer -> 'value')::text, ${SHOWN + 1}) as value, c.answer -> 'error' as error
  from host_call c
  join task t on t.id = c.task_id and t.run_id = $1
  where c.task_id = $2 and (c.attempt, c.call_id) > ($3, $4)
  order by c.attempt, c.call_id
  limit $5`;

const cut = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** What the code of a task has asked of the outside, in the order in which it did. */
export async function listCalls(
  db: Queryable,
  workspaceId: string,
  { runId, taskId, cursor, limit }: z.infer<typeof ListCalls>,
): Promise<HostCallPage> {
  await requireRun(db, workspaceId, runId);
  const { rows } = await db.query<HostCallView>({
    name: "list_calls",
    text: CALLS,
    values: [runId, taskId, cursor?.attempt ?? 0, cursor?.id ?? 0, limit + 1],
  });
  const calls = rows.slice(0, limit).map((call) => ({
    ...call,
    args: cut(call.args),
    value: call.value === null ? null : cut(call.value),
  }));
  const last = calls.at(-1);
  return { calls, next: rows.length > limit && last ? { attempt: last.attempt, id: last.id } : null };
}
