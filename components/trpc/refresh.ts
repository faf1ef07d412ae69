const EVERY_MS = 3_000;
const LONG_LIST_EVERY_MS = 15_000;
const SHORT_LIST_PAGES = 3;

/** How often a list that grows by pages is read again: rarely once many pages are open, since all are read. */
export const refreshOf = (query: { state: { data?: { pages: unknown[] } | undefined } }): number =>
  (query.state.data?.pages.length ?? 0) > SHORT_LIST_PAGES ? LONG_LIST_EVERY_MS : EVERY_MS;
