import { getLog } from "#server/api/log.ts";
import { createReportDoor, type ReportDoor } from "#server/api/report-door.ts";
import { createPool } from "#server/db.ts";
import type { Env } from "#server/env.ts";
import { createHandles } from "#server/reports/handles.ts";
import { readSecret } from "#server/secret.ts";

const CONNECTIONS = 3;

/** The report door of a web process, with connections of its own: pages that are slow hold up no report. */
export const openReportDoor = (env: Env): ReportDoor =>
  createReportDoor({
    pool: createPool(env.DATABASE_URL, CONNECTIONS),
    handles: createHandles(readSecret(env), env.HEDDLE_URL, env.HEDDLE_SECRET_PREVIOUS),
    onError: (err) => getLog().error({ err }, "a report could not be taken"),
  });
