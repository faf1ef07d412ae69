import type { Queryable } from "#server/db.ts";
import type { SecretBox } from "#server/secret-box.ts";
import { aboutMemory, type Whose } from "#server/secrets/about-memory.ts";
import type { SealedAnew } from "#server/secrets/seal-anew.ts";
import { holdsSealingLock } from "#server/secrets/sealing-lock.ts";

/**
 * Seals with the newest key what is kept of the code of one task: the next after `from` that another key has sealed. Answers
 * with that task; null when there is none, or another process is at it. One at a time, for one may be 32 MiB.
 */
export async function sealNextMemory(
  db: Queryable,
  box: SecretBox,
  { from, done }: { from: number; done: SealedAnew },
): Promise<number | null> {
  if (!(await holdsSealingLock(db))) return null;
  // The attempt is counted when a task is leased: one that stands in line has been, and goes on in the next number. Who holds
  // a row is about to write it with a key of its own, or to delete it.
  const { rows } = await db.query<Whose & { bytes: Buffer }>(
    `select m.task_id as "taskId", m.bytes, r.workspace_id as "workspaceId", t.attempt + (t.status = 'pending')::int as attempt
     from task_memory m
     join task t on t.id = m.task_id
     join run r on r.id = t.run_id
     where m.task_id > $1 and substring(m.bytes from 1 for $2) <> $3
     order by m.task_id
     limit 1
     for update of m skip locked`,
    [from, box.newestBytes.byteLength, Buffer.from(box.newestBytes)],
  );
  const [row] = rows;
  if (!row) return null;
  const about = aboutMemory(row);
  let sealed: Uint8Array;
  try {
    sealed = box.sealBytes(box.openBytes(row.bytes, about), about);
  } catch {
    done.unopened++;
    return row.taskId;
  }
  await db.query("update task_memory set bytes = $2 where task_id = $1", [row.taskId, Buffer.from(sealed)]);
  done.sealed++;
  return row.taskId;
}
