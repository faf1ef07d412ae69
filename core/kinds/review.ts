import { z } from "zod";
import { DEFAULT_MAX_ROUNDS } from "#core/check.ts";
import { readDuration } from "#core/duration.ts";
import { Expression } from "#core/expression.ts";

export const reviewConfig = z.strictObject({
  summary: z
    .union([z.string().max(20_000), Expression])
    .default("")
    .describe("Markdown that the reviewer reads first"),
  details: z
    .unknown()
    .optional()
    .describe("What is reviewed: any JSON with expressions in it; lists of objects are shown as tables"),
  form: z.record(z.string(), z.unknown()).optional().describe("JSON Schema of what the reviewer fills in"),
  assignees: z
    .array(z.string().max(200))
    .max(50)
    .default([])
    .describe("`role:<role>`, `user:<e-mail>` or `group:<name>`; empty means every reviewer"),
  due: z
    .union([z.number(), z.string()])
    .refine((value) => Number(readDuration(value)) > 0, {
      error: "is neither milliseconds nor an ISO 8601 duration such as P2D, of ten years at most",
    })
    .optional()
    .describe("Within what time it should be decided: ISO 8601 such as P2D, or milliseconds. Who decides is reminded"),
  maxRounds: z
    .int()
    .min(1)
    .max(100)
    .default(DEFAULT_MAX_ROUNDS)
    .describe("How often the gate may open: a reviewer who asks for changes lets it open anew"),
  onExhausted: z
    .enum(["fail", "review"])
    .default("review")
    .describe("What a request for changes does after that: it fails the stage, or is refused"),
  onReject: z
    .enum(["fail", "continue"])
    .default("fail")
    .describe("Whether a rejection fails the stage, or dependencies branch on the decision"),
});
export type ReviewConfig = z.infer<typeof reviewConfig>;
