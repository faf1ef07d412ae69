import { createFeedDoor } from "#server/api/feed-door.ts";
import { getLog } from "#server/api/log.ts";
import { createOpenStreams, STREAMS_PER_CALLER } from "#server/api/open-streams.ts";
import { createRestLimit } from "#server/api/rest/rest-limit.ts";
import { createPool } from "#server/db.ts";
import { getNotifier } from "#server/engine/notifier.ts";
import { createRunTails } from "#server/engine/run-tails.ts";
import type { Env } from "#server/env.ts";

const CONNECTIONS = 4;

/** The feed door of a web process, with connections and counts of its own: many readers hold up no page. */
export function openFeedDoor(env: Env): ReturnType<typeof createFeedDoor> {
  const pool = createPool(env.DATABASE_URL, CONNECTIONS);
  return createFeedDoor({
    pool,
    notifier: getNotifier,
    runTails: createRunTails(pool, getNotifier),
    openStreams: createOpenStreams(STREAMS_PER_CALLER),
    limit: createRestLimit(env.HEDDLE_RATE_LIMIT),
    onError: (err) => getLog().error({ err }, "a feed could not be answered"),
  });
}
