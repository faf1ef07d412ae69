import type { Pool } from "#server/db.ts";

const AT_ONCE = 20_000;

/** Who a copy of a run is, by column: SQL over its number `n` and the row `x` that is copied. */
type Copied = Record<string, string>;

/**
 * Copies a run that a worker has done, with its tasks, attempts and events, so many times: each for an item of its own, ended
 * ever later over the last `days` days. What a copy takes is what a run takes.
 */
export async function copyRuns(pool: Pool, runId: number, count: number, days: number): Promise<void> {
  const { rows } = await pool.query<{ runs: number; tasks: number; width: number }>(
    `select (select max(id) from run) as runs, (select max(id) from task) as tasks,
            (select count(*) from task where run_id = $1) as width`,
    [runId],
  );
  const { runs = 0, tasks = 0, width = 0 } = rows[0] ?? {};
  const run = `${runs} + n`;
  // Its tasks are numbered on, in the order of those that are copied.
  const task = (old: string) =>
    `(select ${tasks} + (n - 1) * ${width} + count(*) from task t where t.run_id = ${runId} and t.id <= ${old})`;
  const copies: [table: string, where: string, copied: Copied][] = [
    ["run", `id = ${runId}`, { id: run, item_id: "'application-' || n", idempotency_key: "'copy-' || n" }],
    ["task", `run_id = ${runId}`, { id: task("x.id"), run_id: run }],
    ["attempt", `run_id = ${runId}`, { task_id: task("x.task_id"), run_id: run }],
    [
      "event",
      `run_id = ${runId}`,
      { run_id: run, task_id: `case when x.task_id is not null then ${task("x.task_id")} end` },
    ],
  ];
  const statements = await Promise.all(
    copies.map(([table, where, copied]) =>
      copying(pool, table, where, copied, `(${count} - n) * interval '${days} days' / ${count}`),
    ),
  );
  for (let from = 1; from <= count; from += AT_ONCE)
    for (const statement of statements) await pool.query(statement, [from, Math.min(count, from + AT_ONCE - 1)]);
  await pool.query("select setval(pg_get_serial_sequence('run', 'id'), (select max(id) from run))");
  await pool.query("select setval(pg_get_serial_sequence('task', 'id'), (select max(id) from task))");
}

async function copying(pool: Pool, table: string, where: string, copied: Copied, age: string): Promise<string> {
  const { rows } = await pool.query<{ name: string; type: string }>(
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'`,
    [table],
  );
  const copyOf = ({ name, type }: { name: string; type: string }) =>
    copied[name] ?? (type === "timestamp with time zone" ? `x.${name} - ${age}` : `x.${name}`);
  return `insert into ${table} (${rows.map(({ name }) => name).join(", ")})
          select ${rows.map(copyOf).join(", ")}
          from generate_series($1::bigint, $2::bigint) n
          cross join ${table} x
          where x.${where}`;
}
