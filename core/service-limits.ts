import { z } from "zod";

/** How long a window of each unit is. */
export const RATE_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const;

const RETRIED = [408, 425, 429, 500, 502, 503, 504];

/** What the calls of a service keep to, from stages and from code. */
export const ServiceLimits = z.strictObject({
  /** So many under way at once, in all workers. */
  concurrency: z.int().min(1).max(1_000).optional(),
  /** So many in a unit of time by all workers, spread evenly. */
  rate: z.strictObject({ calls: z.int().min(1).max(10_000), per: z.enum(["second", "minute", "hour"]) }).optional(),
  /** Calls that got no answer, or one with one of these statuses, are made again. */
  retry: z
    .strictObject({
      maxAttempts: z.int().min(2).max(10),
      /** Before the second attempt; twice as long before each further one. */
      backoffMs: z.int().min(10).max(60_000).default(1_000),
      statuses: z.array(z.int().min(400).max(599)).max(50).default(RETRIED),
    })
    .optional(),
});
export type ServiceLimits = z.infer<typeof ServiceLimits>;
