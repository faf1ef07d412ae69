import pg from "pg";
import { connectionConfig } from "#server/db.ts";

interface Listening {
  /** Stops listening and closes the connection. */
  close(): Promise<void>;
}

const RECONNECT_MS = 250;
const CONNECT_MS = 10_000;

/**
 * One connection that LISTENs, and reconnects by itself. `onMessage` gets each payload; `onConnect` runs after each
 * (re)connection, because what was notified meanwhile is lost: read again then. Resolves once it listens.
 * The connection must be a direct one: a transaction pooler cannot LISTEN.
 */
export async function listen(
  url: string,
  channel: "heddle_run" | "heddle_work" | "heddle_delivery" | "heddle_trial",
  onMessage: (payload: string) => void,
  onConnect: () => void,
): Promise<Listening> {
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      ...connectionConfig(url),
      keepAlive: true,
      connectionTimeoutMillis: CONNECT_MS,
    });
    let failed = false;
    const lost = () => {
      if (closed || failed) return;
      failed = true;
      client = null;
      timer = setTimeout(() => void connect().catch(lost), RECONNECT_MS);
    };
    next.on("error", lost);
    next.on("end", lost);
    next.on("notification", ({ payload }) => onMessage(payload ?? ""));
    try {
      await next.connect();
      await next.query(`listen ${channel}`);
    } catch (error) {
      lost();
      await next.end();
      throw error;
    }
    // It was closed while it connected.
    if (closed) return next.end();
    client = next;
    onConnect();
  };

  try {
    await connect();
  } catch (error) {
    closed = true;
    if (timer) clearTimeout(timer);
    throw error;
  }
  return {
    async close() {
      closed = true;
      if (timer) clearTimeout(timer);
      await client?.end();
    },
  };
}
