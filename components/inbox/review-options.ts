/**
 * A review is read once and stays as it was read: a decision is about what was seen.
 * When it changed meanwhile, the server refuses the decision and the review is read again.
 */
export const reviewOptions = { staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false } as const;
