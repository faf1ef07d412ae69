const NAMES = ["who", "action", "targetKind", "targetId", "from", "until"] as const;
type Name = (typeof NAMES)[number];

export type AuditFilters = Partial<Record<Name, string>>;

/** The filters that an address names; what it does not know, and what is empty, it leaves out. */
export function filtersOf(search: URLSearchParams): AuditFilters {
  return Object.fromEntries(NAMES.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])));
}

/** The address that holds the filters. */
export const addressOf = (filters: AuditFilters): string => withQuery("/settings/audit", filters);

/** Where the audit is downloaded as a file. */
export const exportAddressOf = (filters: AuditFilters, format: "csv" | "jsonl"): string =>
  withQuery("/api/v1/audit", { ...filters, format });

const withQuery = (path: string, query: Record<string, string>): string => {
  const search = new URLSearchParams(query);
  return search.size > 0 ? `${path}?${search}` : path;
};

export const isFiltered = (filters: AuditFilters): boolean => Object.keys(filters).length > 0;
