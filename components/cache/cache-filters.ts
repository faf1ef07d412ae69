const HOUR_MS = 3_600_000;

/** How old, at least. */
export const AGES = {
  "1h": { words: "Older than 1 hour", ms: HOUR_MS },
  "1d": { words: "Older than 1 day", ms: 24 * HOUR_MS },
  "7d": { words: "Older than 7 days", ms: 7 * 24 * HOUR_MS },
  "30d": { words: "Older than 30 days", ms: 30 * 24 * HOUR_MS },
} as const;

/** How large, at least. */
export const SIZES = {
  "10kB": { words: "10 kB or more", bytes: 10_000 },
  "1MB": { words: "1 MB or more", bytes: 1_000_000 },
  "100MB": { words: "100 MB or more", bytes: 100_000_000 },
} as const;

export interface CacheFilters {
  workflow?: string;
  stage?: string;
  age?: keyof typeof AGES;
  size?: keyof typeof SIZES;
  hash?: string;
}

const isAge = (text: string | null): text is keyof typeof AGES => text !== null && Object.hasOwn(AGES, text);
const isSize = (text: string | null): text is keyof typeof SIZES => text !== null && Object.hasOwn(SIZES, text);

/** The filters that an address names; what it does not know it leaves out. */
export function filtersOf(search: URLSearchParams): CacheFilters {
  const [workflow, stage, hash] = ["workflow", "stage", "hash"].map((name) => search.get(name));
  const [age, size] = [search.get("age"), search.get("size")];
  return {
    ...(workflow ? { workflow } : {}),
    ...(stage ? { stage } : {}),
    ...(isAge(age) ? { age } : {}),
    ...(isSize(size) ? { size } : {}),
    ...(hash ? { hash: hash.toLowerCase() } : {}),
  };
}

/** The address that holds the filters. */
export function addressOf(filters: CacheFilters): string {
  const search = new URLSearchParams(Object.entries(filters));
  return search.size > 0 ? `/cache?${search}` : "/cache";
}

/** What the server is asked for. */
export const askedFor = ({ age, size, ...rest }: CacheFilters) => ({
  ...rest,
  ...(age && { olderThanMs: AGES[age].ms }),
  ...(size && { minBytes: SIZES[size].bytes }),
});

export const isFiltered = (filters: CacheFilters): boolean => Object.keys(filters).length > 0;
