import { z } from "zod";

/** Who may find an output again: every run of the workspace, this run and the update runs based on it, or nobody. */
export const CACHE_SCOPES = ["global", "run_only", "off"] as const;
export type CacheScope = (typeof CACHE_SCOPES)[number];

/** Whether and for how long the output of a stage is found again by its input hash (DESIGN 9). */
export const CachePolicy = z.strictObject({
  scope: z.enum(CACHE_SCOPES).default("global"),
  ttlMs: z.int().min(1_000).max(31_536_000_000).optional().describe("How long an output may be found again"),
  version: z
    .string()
    .max(100)
    .optional()
    .describe("Part of the input hash: another one forgets what was kept, when something outside has changed"),
});
export type CachePolicy = z.infer<typeof CachePolicy>;

/** Kinds whose work is not an output that could be found again: a person decides each time, a wait is over each time. */
const UNCACHED_KINDS: ReadonlySet<string> = new Set(["review", "wait"]);

export const isCacheable = (kind: string): boolean => !UNCACHED_KINDS.has(kind);
