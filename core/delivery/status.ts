/**
 * Pending until it is delivered, or exhausted: its attempts are used up, or it can never be sent. Either may be replayed,
 * which makes it pending again. A delivery is dropped when nothing is left that it could be sent for.
 */
export const DELIVERY_STATUSES = ["pending", "delivered", "exhausted", "dropped"] as const;
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number];

/** Whether it may be sent anew, under its own key. */
export const mayReplay = (status: DeliveryStatus): boolean => status === "delivered" || status === "exhausted";
