import { z } from "zod";
import { readDuration, readMoment } from "#core/duration.ts";
import { Expression } from "#core/expression.ts";

const Length = z
  .union([z.number(), z.string(), Expression])
  .refine((value) => typeof value === "object" || readDuration(value) !== null, {
    error: "is neither milliseconds nor an ISO 8601 duration such as PT2H, of ten years at most",
  });
const Moment = z
  .union([z.string(), Expression])
  .refine((value) => typeof value === "object" || readMoment(value) !== null, {
    error: "is no time with a time zone such as 2026-12-24T18:00:00Z",
  });

export const waitConfig = z
  .strictObject({
    for: Length.optional().describe(
      "How long: ISO 8601 such as PT2H, milliseconds, or an expression that gives either",
    ),
    until: Moment.optional().describe("Until when: ISO 8601 with a time zone, or an expression that gives it"),
  })
  .refine((config) => (config.for === undefined) !== (config.until === undefined), {
    error: "names either how long to wait (for) or until when (until)",
  });
export type WaitConfig = z.infer<typeof waitConfig>;
