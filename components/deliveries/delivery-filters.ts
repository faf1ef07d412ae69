import { DELIVERY_STATUSES, type DeliveryStatus } from "#core/delivery/status.ts";

export interface DeliveryFilters {
  status?: DeliveryStatus;
  workflow?: string;
  host?: string;
}

const isStatus = (text: string | null): text is DeliveryStatus => DELIVERY_STATUSES.includes(text as DeliveryStatus);

/** The filters that an address names; what it does not know it leaves out. */
export function filtersOf(search: URLSearchParams): DeliveryFilters {
  const [status, workflow, host] = [search.get("status"), search.get("workflow"), search.get("host")];
  return { ...(isStatus(status) ? { status } : {}), ...(workflow ? { workflow } : {}), ...(host ? { host } : {}) };
}

/** The delivery that is open. */
export function openIdOf(search: URLSearchParams): number | null {
  const id = Number(search.get("delivery"));
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

/** The address that holds the filters, and the delivery that is open. */
export function addressOf(filters: DeliveryFilters, openId: number | null = null): string {
  const search = new URLSearchParams(Object.entries(filters));
  if (openId !== null) search.set("delivery", String(openId));
  return search.size > 0 ? `/deliveries?${search}` : "/deliveries";
}

export const isFiltered = (filters: DeliveryFilters): boolean => Object.keys(filters).length > 0;
