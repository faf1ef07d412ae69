import type { IncomingMessage, ServerResponse } from "node:http";
import { getLog } from "#server/api/log.ts";
import { openFeedDoor } from "#server/api/open-feed-door.ts";
import { openReportDoor } from "#server/api/open-report-door.ts";
import type { Env } from "#server/env.ts";
import { openWebWatch } from "#server/watch/open-web-watch.ts";

/** What a web process answers before its pages, which may be slow: reports, feeds and metrics. All requests pass here, and are counted. */
export function webDoors(env: Env): (request: IncomingMessage, response: ServerResponse) => boolean {
  const watch = openWebWatch(env, (err) => getLog().error({ err }, "the metrics could not be read"));
  const reports = openReportDoor(env).handle;
  const feeds = openFeedDoor(env);
  return (request, response) => watch(request, response) || reports(request, response) || feeds(request, response);
}
