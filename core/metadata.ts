import { z } from "zod";
import { Expression } from "#core/expression.ts";
import { FieldName } from "#core/rule.ts";
import { RUN_STATUSES } from "#core/statuses.ts";

/** What a metadata field may hold: rules and dedupe compare it. */
export const PlainValue = z.union([z.string(), z.number(), z.boolean()]);
export type PlainValue = z.infer<typeof PlainValue>;

export const MAX_METADATA_BYTES = 65_536;

/** Plain values by name, as a start gives them. */
export const Metadata = z.record(FieldName, PlainValue);
export type Metadata = z.infer<typeof Metadata>;

/** Metadata of a definition: each field a plain value, or an expression over `input` and `item`. */
export const MetadataTemplate = z.record(FieldName, z.union([PlainValue, Expression]));
export type MetadataTemplate = z.infer<typeof MetadataTemplate>;

/** A start is answered with a run that is there instead: of the same workflow, in one of these statuses, with equal fields. */
export const DedupeRule = z.strictObject({
  statuses: z.array(z.enum(RUN_STATUSES)).min(1).describe("The run that is there has one of these"),
  fields: z.array(FieldName).min(1).max(10).describe("Metadata fields that are equal; a missing one never is"),
});
export type DedupeRule = z.infer<typeof DedupeRule>;

/**
 * What of a metadata value cannot be kept, as one sentence that names the field; null when all can.
 * Takes untrusted values by name (an expression may give anything); null and undefined leave a field out.
 */
export function metadataProblem(values: Record<string, unknown>): { field: string; message: string } | null {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null) continue;
    const field = `metadata.${name}`;
    const isPlain = ["string", "boolean"].includes(typeof value) || Number.isFinite(value);
    if (!isPlain) return { field, message: `${field}: is neither a text, a number nor true or false` };
  }
  const bytes = new TextEncoder().encode(JSON.stringify(values)).length;
  if (bytes > MAX_METADATA_BYTES) return { field: "metadata", message: "metadata: is larger than 64 KiB in all" };
  return null;
}
