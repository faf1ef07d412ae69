import { TASK_STATUSES, type TaskStatus } from "#core/statuses.ts";

export interface ItemFilters {
  workflow?: string;
  status?: TaskStatus;
  /** Counts only with a status. */
  stage?: string;
  search?: string;
}

const isTaskStatus = (text: string | null): text is TaskStatus => TASK_STATUSES.includes(text as TaskStatus);

/** The filters that an address names; what it does not know it leaves out. */
export function filtersOf(search: URLSearchParams): ItemFilters {
  const [workflow, status, stage, text] = ["workflow", "status", "stage", "search"].map((name) => search.get(name));
  return {
    ...(workflow ? { workflow } : {}),
    ...(isTaskStatus(status ?? null) ? { status: status as TaskStatus } : {}),
    ...(stage && isTaskStatus(status ?? null) ? { stage } : {}),
    ...(text ? { search: text } : {}),
  };
}

/** The address that holds the filters. */
export function addressOf(filters: ItemFilters): string {
  const search = new URLSearchParams(Object.entries(filters).filter(([, value]) => value)).toString();
  return search ? `/items?${search}` : "/items";
}

export const isFiltered = ({ status, search }: ItemFilters): boolean => status !== undefined || search !== undefined;
