import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { findUnstorable } from "#core/storable.ts";

const MAX_COUNT = 1_000_000_000_000;
const Count = z.int("is a whole number").min(0, "is not negative").max(MAX_COUNT, `is ${MAX_COUNT} at most`);

/** What has been done since the last report. */
const Counters = z
  .strictObject({ newSuccess: Count.default(0), newFailures: Count.default(0) })
  .refine(({ newSuccess, newFailures }) => newSuccess + newFailures > 0, {
    error: "says that something was done: newSuccess or newFailures is more than 0",
  });

const Change = z
  .strictObject({
    status: z.enum(["success", "failure"], "is success or failure").optional(),
    output: z.unknown().optional(),
    failureReason: z.string().min(1, "says why").max(5_000).optional(),
    retryable: z.boolean().optional(),
    newSuccess: Count.default(0),
    newFailures: Count.default(0),
    metadata: z.record(z.string(), z.unknown()).optional(),
    expectedCount: Count.optional(),
  })
  .check((context) => {
    const { status, output, failureReason, retryable, newSuccess, newFailures } = context.value;
    const refuse = (path: string, message: string) =>
      context.issues.push({ code: "custom", input: context.value, path: [path], message });
    if (Object.keys(context.value).length === 2 && newSuccess + newFailures === 0)
      context.issues.push({ code: "custom", input: context.value, path: [], message: "says nothing" });
    if (output !== undefined && status !== "success") refuse("output", "belongs to the status success");
    if (failureReason !== undefined && status !== "failure") refuse("failureReason", "belongs to the status failure");
    if (retryable !== undefined && status !== "failure") refuse("retryable", "belongs to the status failure");
    if (status === "failure" && failureReason === undefined)
      refuse("failureReason", "is needed with the status failure");
  });

export type Change = z.infer<typeof Change>;

/** What one report adds to the progress of its attempt. */
export interface Report {
  newSuccess: number;
  newFailures: number;
  expectedCount?: number | undefined;
  metadata?: Record<string, unknown> | undefined;
}

function parse<Schema extends z.ZodType>(schema: Schema, text: string): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new DomainError("bad_input", "The body is not JSON", { field: "body" });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const unknown = issue?.code === "unrecognized_keys" ? issue.keys[0] : undefined;
  const field = unknown ?? (issue?.path.join(".") || "body");
  throw new DomainError("bad_input", `${field}: ${unknown ? "is not known here" : issue?.message}`, { field });
}

/** Reads the body of a PUT: counters alone. Throws a refusal that names the field. */
export const readCounters = (text: string): Report => parse(Counters, text);

/** Reads the body of a PATCH: an end, counters, metadata or what is expected. Throws a refusal that names the field. */
export function readChange(text: string): Change {
  const change = parse(Change, text);
  const problem =
    findUnstorable(change.output ?? null, "output") ??
    findUnstorable(change.metadata ?? null, "metadata") ??
    findUnstorable(change.failureReason ?? null, "failureReason");
  if (problem) throw new DomainError("bad_input", problem.message, { field: problem.path });
  return change;
}
