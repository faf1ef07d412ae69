import type { CheckedAttempt } from "#core/views.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import type { Queryable } from "#server/db.ts";
import { payloadView } from "#server/runs/payload-view.ts";
import { iso } from "#server/runs/sql-fragments.ts";

interface Row extends Omit<CheckedAttempt, "output"> {
  output: unknown;
  size: number | null;
  hash: string | null;
}

const ATTEMPTS = `
  select number, ${iso("started_at")} as "startedAt", ${iso("finished_at")} as "finishedAt", verdict, feedback, error,
         output, octet_length(output::text) as size, output_hash as hash
  from attempt
  where task_id = $1
  order by number`;

interface Deps {
  pool: Queryable;
  artifacts: ArtifactStore;
}

/** What each attempt of a checked task made, and what was said of it, oldest first; nothing for a task without a check. */
export async function checkedAttempts(
  { pool, artifacts }: Deps,
  runId: number,
  taskId: number,
): Promise<CheckedAttempt[]> {
  const { rows } = await pool.query<Row>({ name: "checked_attempts", text: ATTEMPTS, values: [taskId] });
  return Promise.all(
    rows.map(async ({ output, size, hash, ...attempt }) => ({
      ...attempt,
      output: payloadView(runId, `attempt-${attempt.number}`, output, hash ? await artifacts.sizeOf(hash) : size, hash),
    })),
  );
}
