import { z } from "zod";

export const MAX_CHANGE_REQUESTS = 200;

/** The name of a kind of change, such as `audio.update`. */
export const ChangeType = z
  .string()
  .regex(
    /^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$/,
    "starts with a small letter and holds small letters, digits and _, in parts between dots",
  )
  .max(100);
export type ChangeType = z.infer<typeof ChangeType>;

/** It is there for every workflow, and means all stages. */
export const FULL_REBUILD = "full_rebuild";

/** Which stages a kind of change does over; what depends on them follows. */
export const ChangeRequests = z
  .record(ChangeType, z.array(z.string()).max(5_000))
  .refine((types) => Object.keys(types).length <= MAX_CHANGE_REQUESTS, `has ${MAX_CHANGE_REQUESTS} types at most`);
export type ChangeRequests = z.infer<typeof ChangeRequests>;
