import { z } from "zod";
import { findUnstorable } from "#core/storable.ts";

const MAX_VALUE_BYTES = 64 * 1024;

export const SecretName = z
  .string()
  .regex(
    /^[A-Z][A-Z0-9_]{0,63}$/,
    "must be capitals, digits and _, begin with a letter and have at most 64 characters",
  );

/** A secret as it is set: after that nobody reads its value any more. */
export const NewSecret = z.strictObject({
  name: SecretName,
  value: z
    .string()
    .min(1, "must not be empty")
    .refine(
      (value) => new TextEncoder().encode(value).byteLength <= MAX_VALUE_BYTES,
      `must have at most ${MAX_VALUE_BYTES} bytes`,
    )
    .refine((value) => findUnstorable(value, "value") === null, "must be text without a NUL character"),
});
export type NewSecret = z.infer<typeof NewSecret>;

/** All that is told of a secret. Times are ISO 8601. */
export interface SecretView {
  name: string;
  createdBy: string;
  createdAt: string;
  changedBy: string;
  changedAt: string;
  lastUsedAt: string | null;
  /** The services that send it along, by name. */
  services: string[];
}

/** One use of a secret: by an attempt, or by a person who asked a service for its methods. */
export interface SecretUseView {
  id: number;
  at: string;
  service: string;
  /** 0 when a stage ran alone; the task is that trial then. Null when a person asked a service for its methods. */
  runId: number | null;
  taskId: number | null;
  attempt: number | null;
  by: string | null;
}
