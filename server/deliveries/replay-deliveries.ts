import { z } from "zod";
import { type DeliveryStatus, mayReplay } from "#core/delivery/status.ts";
import { DomainError } from "#core/errors.ts";
import type { Queryable } from "#server/db.ts";
import { unknownDelivery } from "#server/deliveries/get-delivery.ts";

export const ReplayDeliveries = z.object({ ids: z.array(z.int().positive()).min(1).max(200) });

/** Attempts start anew under the same key, so that a receiver that has seen it before may say so. */
const REPLAY = `
  with replayed as (
    update delivery
    set status = 'pending', attempts = 0, next_at = now(), lease = null
    where workspace_id = $1 and id = any ($2) and status in ('delivered', 'exhausted')
    returning id
  )
  select (select coalesce(array_agg(id order by id), '{}') from replayed) as replayed, pg_notify('heddle_delivery', '')`;

/**
 * Sends deliveries once more that were delivered or exhausted. Of several, those that are pending already are left alone;
 * a single one that cannot be replayed is refused with its status. Returns the ids of those that are sent again.
 */
export async function replayDeliveries(
  db: Queryable,
  workspaceId: string,
  { ids }: z.infer<typeof ReplayDeliveries>,
): Promise<{ replayed: number[] }> {
  const { rows } = await db.query<{ replayed: number[] }>({ name: "replay", text: REPLAY, values: [workspaceId, ids] });
  const replayed = rows[0]?.replayed ?? [];
  const [only] = ids;
  if (replayed.length === 0 && ids.length === 1 && only !== undefined) throw await refusalOf(db, workspaceId, only);
  return { replayed };
}

async function refusalOf(db: Queryable, workspaceId: string, id: number): Promise<DomainError> {
  const { rows } = await db.query<{ status: DeliveryStatus }>(
    "select status from delivery where id = $1 and workspace_id = $2",
    [id, workspaceId],
  );
  const status = rows[0]?.status;
  if (!status) return unknownDelivery(id);
  return new DomainError(
    "conflict",
    mayReplay(status) ? `Delivery ${id} has just ended; try again` : `Delivery ${id} is ${status}: it is not replayed`,
    { field: "ids" },
  );
}
