import { median } from "#bench/figures.ts";
import type { Pool } from "#server/db.ts";

const COMMITS = 300;
const BATCHES = 40;
const BATCH = 100;

/** What Postgres itself takes here: milliseconds of one durable commit (one update, one insert), and rows a second in batches of 100. */
export interface Floor {
  commitMs: number;
  rowsPerSecond: number;
}

/** Measures the floor on one connection, in the database that the questions are asked in. */
export async function measureFloor(pool: Pool): Promise<Floor> {
  const connection = await pool.connect();
  try {
    await connection.query("create table if not exists floor (id int primary key, n int not null); truncate floor");
    await connection.query("create table if not exists floor_line (n int not null); truncate floor_line");
    await connection.query("insert into floor select i, 0 from generate_series(1, $1::int) i", [BATCH]);
    const timed = async (times: number, upTo: number) => {
      const tookMs: number[] = [];
      for (let i = 0; i < times; i++) {
        const from = performance.now();
        await connection.query({
          name: "floor",
          text: "with u as (update floor set n = n + 1 where id <= $1 returning n) insert into floor_line select n from u",
          values: [upTo],
        });
        tookMs.push(performance.now() - from);
      }
      return median(tookMs);
    };
    await timed(20, 1);
    const commitMs = await timed(COMMITS, 1);
    return { commitMs, rowsPerSecond: (BATCH / (await timed(BATCHES, BATCH))) * 1000 };
  } finally {
    connection.release();
  }
}
