import type { PoolClient } from "pg";
import type { Pool } from "#server/db.ts";

const ignore = () => undefined;

/** Does work on one connection in one transaction: all of it is committed, or, when it throws, nothing. */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  // The query under way fails with the connection; without a listener the process would end, too.
  client.on("error", ignore);
  let lost: Error | undefined;
  try {
    await client.query("begin");
    const result = await work(client);
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch((reason: Error) => {
      lost = reason;
    });
    throw error;
  } finally {
    client.off("error", ignore);
    client.release(lost);
  }
}
