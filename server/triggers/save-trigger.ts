import { randomUUID } from "node:crypto";
import { DatabaseError } from "pg";
import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { TriggerName, TriggerSettings } from "#core/trigger.ts";
import { WorkflowName } from "#core/workflow-name.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import { checkInput } from "#server/runs/check-input.ts";
import { type RunnableVersion, runnableVersion } from "#server/runs/runnable-version.ts";
import type { StartDeps } from "#server/runs/start-request.ts";
import type { SecretBox } from "#server/secret-box.ts";
import { mintHookSecret } from "#server/triggers/hook-secret.ts";
import { nextTime, requireNextTime } from "#server/triggers/next-time.ts";
import { unknownTrigger } from "#server/triggers/trigger-row.ts";

export const NewTrigger = z.object({ name: TriggerName, workflow: WorkflowName, settings: TriggerSettings });
export const TriggerRef = z.object({ id: z.uuid() });
export const ChangedTrigger = TriggerRef.extend(NewTrigger.shape);

export interface TriggerDeps extends StartDeps {
  pool: Queryable;
  secretBox: SecretBox;
}

/** The secret is shown this once; null when none was made. */
interface Saved {
  id: string;
  secret: string | null;
}

const UNIQUE_VIOLATION = "23505";

/** Workers sleep until the next time that they know of: they are told when it may have changed. */
const TELL_WORKERS = "pg_notify('heddle_work', 's')";

/** Checks what a trigger would start: the workflow runs, and the input of a schedule fits its published version. */
async function checkTarget(
  deps: TriggerDeps,
  workspaceId: string,
  asked: z.infer<typeof NewTrigger>,
): Promise<RunnableVersion> {
  const version = await runnableVersion(deps.pool, workspaceId, { workflow: asked.workflow });
  if (asked.settings.kind === "schedule") await checkInput(deps, version, asked.settings.input, "settings.input");
  return version;
}

function refuseTakenName(error: unknown, name: string): never {
  if (error instanceof DatabaseError && error.code === UNIQUE_VIOLATION)
    throw new DomainError("conflict", `name: there is a trigger ${name} already`, { field: "name" });
  throw error;
}

const eventOf = (settings: TriggerSettings) => (settings.kind === "event" ? settings.event : null);

/** Makes a trigger that is enabled at once. */
export async function createTrigger(
  deps: TriggerDeps,
  who: Principal,
  asked: z.infer<typeof NewTrigger>,
  now = new Date(),
): Promise<Saved> {
  const { name, settings } = asked;
  const { workflowId } = await checkTarget(deps, who.workspaceId, asked);
  const nextAt = requireNextTime(settings, now, null);
  const id = randomUUID();
  const minted = settings.kind === "webhook" ? mintHookSecret(deps.secretBox, id, settings.auth) : null;
  const { hash = null, sealed = null, start = null } = minted?.stored ?? {};
  await deps.pool
    .query(
      `with made as (
         insert into trigger (id, workspace_id, workflow_id, name, kind, settings, next_at, event, secret_hash, secret_sealed,
                              secret_start, created_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         returning id
       )
       select ${TELL_WORKERS} from made`,
      [
        id,
        who.workspaceId,
        workflowId,
        name,
        settings.kind,
        JSON.stringify(settings),
        nextAt,
        eventOf(settings),
        hash,
        sealed,
        start,
        who.by,
      ],
    )
    .catch((error: unknown) => refuseTakenName(error, name));
  return { id, secret: minted?.secret ?? null };
}

interface Stored {
  settings: TriggerSettings;
  isEnabled: boolean;
  lastAt: Date | null;
}

async function readTrigger(db: Queryable, workspaceId: string, id: string): Promise<Stored> {
  const { rows } = await db.query<Stored>(
    `select settings, is_enabled as "isEnabled", last_at as "lastAt" from trigger where workspace_id = $1 and id = $2`,
    [workspaceId, id],
  );
  const [row] = rows;
  if (!row) throw unknownTrigger();
  return { ...row, settings: TriggerSettings.parse(row.settings) };
}

/** Changes all of a trigger but its kind. A webhook that is called in another way from now on gets a new secret. */
export async function updateTrigger(
  deps: TriggerDeps,
  who: Principal,
  asked: z.infer<typeof ChangedTrigger>,
  now = new Date(),
): Promise<Saved> {
  const { id, name, settings } = asked;
  const { workspaceId } = who;
  const stored = await readTrigger(deps.pool, workspaceId, id);
  if (settings.kind !== stored.settings.kind)
    throw new DomainError("bad_input", "settings.kind: cannot be changed; make another trigger instead", {
      field: "settings.kind",
    });
  const { workflowId } = await checkTarget(deps, workspaceId, asked);
  const nextAt = stored.isEnabled ? requireNextTime(settings, now, stored.lastAt) : null;
  const isCalledOtherwise =
    settings.kind === "webhook" &&
    stored.settings.kind === "webhook" &&
    settings.auth.type !== stored.settings.auth.type;
  const minted = isCalledOtherwise ? mintHookSecret(deps.secretBox, id, settings.auth) : null;
  const { hash = null, sealed = null, start = null } = minted?.stored ?? {};
  const { rowCount } = await deps.pool
    .query(
      `with changed as (
         update trigger
         set workflow_id = $3, name = $4, settings = $5, next_at = case when is_enabled then $6::timestamptz end, event = $7,
             secret_hash = case when $10::text is null then secret_hash else $8 end,
             secret_sealed = case when $10::text is null then secret_sealed else $9 end,
             secret_start = coalesce($10, secret_start), last_error = null, note = null, updated_at = now()
         where workspace_id = $1 and id = $2
         returning id
       )
       select ${TELL_WORKERS} from changed`,
      [workspaceId, id, workflowId, name, JSON.stringify(settings), nextAt, eventOf(settings), hash, sealed, start],
    )
    .catch((error: unknown) => refuseTakenName(error, name));
  if (rowCount === 0) throw unknownTrigger();
  return { id, secret: minted?.secret ?? null };
}

/** Enables or disables a trigger. The times that passed while it was disabled were not missed. */
export async function setTriggerEnabled(
  db: Queryable,
  workspaceId: string,
  { id, enabled }: { id: string; enabled: boolean },
  now = new Date(),
): Promise<{ id: string }> {
  const { settings, lastAt } = await readTrigger(db, workspaceId, id);
  const { rowCount } = await db.query(
    `with changed as (
       update trigger
       set is_enabled = $3, updated_at = now(),
           next_at = case when not $3 then null when is_enabled then next_at else $4::timestamptz end
       where workspace_id = $1 and id = $2
       returning id
     )
     select ${TELL_WORKERS} from changed`,
    [workspaceId, id, enabled, nextTime(settings, now, lastAt)],
  );
  if (rowCount === 0) throw unknownTrigger();
  return { id };
}

/** Removes a trigger with the log of its calls. The runs that it started stay. */
export async function removeTrigger(db: Queryable, workspaceId: string, id: string): Promise<{ id: string }> {
  const { rowCount } = await db.query("delete from trigger where workspace_id = $1 and id = $2", [workspaceId, id]);
  if (rowCount === 0) throw unknownTrigger();
  return { id };
}

/** A new secret for a webhook; the one before is refused from now on. */
export async function rotateHookSecret(
  deps: Pick<TriggerDeps, "pool" | "secretBox">,
  workspaceId: string,
  id: string,
): Promise<{ secret: string }> {
  const { settings } = await readTrigger(deps.pool, workspaceId, id);
  if (settings.kind !== "webhook")
    throw new DomainError("bad_input", "id: only a webhook has a secret", { field: "id" });
  const { secret, stored } = mintHookSecret(deps.secretBox, id, settings.auth);
  const { rowCount } = await deps.pool.query(
    `update trigger
     set secret_hash = $3, secret_sealed = $4, secret_start = $5, updated_at = now()
     where workspace_id = $1 and id = $2`,
    [workspaceId, id, stored.hash, stored.sealed, stored.start],
  );
  if (rowCount === 0) throw unknownTrigger();
  return { secret };
}
