import { RUN_STATUSES, type RunStatus } from "#core/statuses.ts";

export interface RunFilters {
  workflow?: string;
  status?: RunStatus;
  item?: string;
}

const isRunStatus = (text: string | null): text is RunStatus => RUN_STATUSES.includes(text as RunStatus);

/** The filters that an address names; what it does not know it leaves out. */
export function filtersOf(search: URLSearchParams): RunFilters {
  const workflow = search.get("workflow");
  const status = search.get("status");
  const item = search.get("item");
  return { ...(workflow ? { workflow } : {}), ...(isRunStatus(status) ? { status } : {}), ...(item ? { item } : {}) };
}

/** The address that holds the filters. */
export function addressOf(filters: RunFilters): string {
  const search = new URLSearchParams(Object.entries(filters)).toString();
  return search ? `/runs?${search}` : "/runs";
}

export const isFiltered = (filters: RunFilters): boolean => Object.keys(filters).length > 0;
