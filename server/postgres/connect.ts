import { Client } from "pg";
import { Refusal } from "#server/refusal.ts";

const CONNECT_TIMEOUT_MS = 10_000;

/** Opens one connection; throws a Refusal that names `variable` when the database cannot be reached. Never shows the password. */
export async function connect(url: string, variable = "DATABASE_URL"): Promise<Client> {
  const { hostname, port, pathname } = new URL(url);
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A connection that breaks later fails the query that is under way; without a listener it would end the process.
  client.on("error", () => undefined);
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new Refusal(
      `${variable}: cannot connect to the database "${pathname.slice(1)}" at ${hostname}:${port || 5432} (${reason(error)})`,
      { cause: error },
    );
  }
  return client;
}

function reason(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reason).join(", ");
  return error instanceof Error ? error.message : String(error);
}
