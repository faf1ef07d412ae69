import type { DeliveryView } from "#core/delivery/views.ts";
import { DomainError } from "#core/errors.ts";
import type { Queryable } from "#server/db.ts";
import { DELIVERY_SUMMARY, DELIVERY_TABLES } from "#server/deliveries/delivery-row.ts";

export const unknownDelivery = (id: number): DomainError =>
  new DomainError("not_found", `There is no delivery ${id}`, { field: "id" });

/** One delivery with its last request, secrets left out, and what was answered. */
export async function getDelivery(db: Queryable, workspaceId: string, id: number): Promise<DeliveryView> {
  const { rows } = await db.query<DeliveryView>({
    name: "get_delivery",
    text: `select ${DELIVERY_SUMMARY}, d.request, d.response
           from ${DELIVERY_TABLES}
           where d.id = $1 and d.workspace_id = $2`,
    values: [id, workspaceId],
  });
  const [row] = rows;
  if (!row) throw unknownDelivery(id);
  return row;
}
