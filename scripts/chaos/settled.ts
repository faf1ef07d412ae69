import { setTimeout as pause } from "node:timers/promises";
import type { Pool } from "#server/db.ts";

/** How long nothing may move before what is open counts as lost. */
const STUCK_MS = 60_000;

/** Waits until nothing is open, or nothing has moved for long. */
export async function settled(pool: Pool, say: (line: string) => void): Promise<void> {
  let lastMoved = Date.now();
  let before = "";
  let turn = 0;
  for (;;) {
    const now = await pool
      .query<{ runs: number; deliveries: number; followUps: number; sum: string }>(
        `select (select count(*) from run where finished_at is null)::int as runs,
             (select count(*) from delivery where status = 'pending')::int as deliveries,
             (select count(*) from spawn where status = 'pending')::int as "followUps",
             (select sum(last_seq) from run) || '/' || (select coalesce(sum(attempts), 0) from delivery) as sum`,
      )
      .catch(() => undefined);
    const { runs, deliveries, followUps, sum } = now?.rows[0] ?? { runs: -1, deliveries: 0, followUps: 0, sum: before };
    const open = `${runs} runs, ${deliveries} deliveries and ${followUps} follow-ups are open`;
    if (runs === 0 && deliveries === 0 && followUps === 0) return;
    if (turn++ % 20 === 19) say(open);
    if (sum !== before) lastMoved = Date.now();
    before = sum;
    if (Date.now() - lastMoved > STUCK_MS) return say(`nothing has moved for a minute: ${open}`);
    await pause(500);
  }
}
