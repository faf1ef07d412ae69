import { createClient } from "@redis/client";
import type { Logger } from "pino";

/** Texts that are kept for a while at best: whoever asks does without, at once, when there is no answer. */
export interface HotLayer {
  get(key: string): Promise<string | null>;
  put(key: string, value: string, forMs: number): void;
  close(): void;
}

const CONNECT_MS = 1_000;
const LONGEST_RETRY_MS = 5_000;
/** Longer than that, asking the database is no worse. */
const ANSWER_MS = 50;
/** Who did not answer is not asked for so long. */
const SILENCE_MS = 5_000;
const MOST_COMMANDS = 1_000;
const PREFIX = "heddle:";

/** Keeps texts in Redis. Its loss is logged once, its return too; nothing waits for it longer than a moment, or fails. */
export function connectHotLayer(url: string, logger: Logger): HotLayer {
  const client = createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: MOST_COMMANDS,
    socket: {
      connectTimeout: CONNECT_MS,
      reconnectStrategy: (retries) => Math.min(100 * 2 ** retries, LONGEST_RETRY_MS),
    },
  });
  let isLost = false;
  let silentUntil = 0;
  const lost = (err: unknown) => {
    if (!isLost) logger.warn({ err }, "Redis is lost; outputs are found without it");
    isLost = true;
  };
  const answers = () => {
    if (isLost) logger.info("Redis is back");
    isLost = false;
  };
  client.on("error", lost);
  client.on("ready", answers);
  client.connect().catch(lost);

  const isThere = () => client.isReady && performance.now() >= silentUntil;

  /** Null when it fails, or takes too long. */
  async function within<Value>(answer: Promise<Value>): Promise<Value | null> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        silentUntil = performance.now() + SILENCE_MS;
        reject(new Error(`No answer within ${ANSWER_MS} ms`));
      }, ANSWER_MS);
    });
    try {
      const value = await Promise.race([answer, late]);
      answers();
      return value;
    } catch (err) {
      lost(err);
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    get: async (key) => (isThere() ? within(client.get(PREFIX + key)) : null),
    put(key, value, forMs) {
      if (isThere()) void within(client.set(PREFIX + key, value, { expiration: { type: "PX", value: forMs } }));
    },
    close: () => client.destroy(),
  };
}
