import type { CustomStage } from "#core/custom-stages.ts";
import type { Pool } from "#server/db.ts";

/** A stage with the SHA-256 of the file that defines it. */
export type PublishedStage = CustomStage & { hash: string };

/**
 * Makes the published stages those that a worker has loaded; all workers load the same folder, so the last to start is
 * right. Runs in progress keep their versions: a stage that is gone fails their tasks, and may come back.
 */
export async function publishCustomStages(db: Pool, stages: readonly PublishedStage[]): Promise<void> {
  await db.query(
    `with loaded as (
       select * from json_to_recordset($1) s (name text, title text, description text, input json, output json, config json, hash text)
     ),
     gone as (
       delete from custom_stage where name not in (select name from loaded)
     )
     insert into custom_stage (name, title, description, input, output, config, hash, seen_at)
     select name, title, description, input, output, config, hash, now() from loaded order by name
     on conflict (name) do update
     set title = excluded.title, description = excluded.description, input = excluded.input, output = excluded.output,
       config = excluded.config, hash = excluded.hash, seen_at = excluded.seen_at`,
    [JSON.stringify(stages)],
  );
}
