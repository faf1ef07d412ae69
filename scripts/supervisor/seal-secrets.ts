import { createPool } from "#server/db.ts";
import type { Env } from "#server/env.ts";
import { readSecret } from "#server/secret.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { sealAnew } from "#server/secrets/seal-anew.ts";

type Sealing = Pick<Env, "DATABASE_URL" | "HEDDLE_SECRET" | "HEDDLE_SECRET_PREVIOUS" | "HEDDLE_HOME">;

/** After a change of HEDDLE_SECRET: seals what is stored with the new key. Pages are served meanwhile, and if it fails. */
export async function sealSecrets(env: Sealing, log: (line: string) => void): Promise<void> {
  const pool = createPool(env.DATABASE_URL, 1);
  try {
    const { sealed, unopened } = await sealAnew(pool, createSecretBox(readSecret(env), env.HEDDLE_SECRET_PREVIOUS));
    if (sealed > 0) log(`Sealed ${sealed} secrets and memories of code anew with the newest key`);
    if (unopened > 0)
      log(
        `${unopened} of them were sealed with a key that is not here: set secrets anew, or see HEDDLE_SECRET_PREVIOUS`,
      );
  } catch (error) {
    log(`Secrets were not sealed anew, the next start tries again: ${error instanceof Error ? error.message : error}`);
  } finally {
    await pool.end();
  }
}
