import { z } from "zod";

/** When a person looks at the output of a checked stage. An uncertain check always asks one. */
export const REVIEW_POLICIES = [
  "never",
  "always",
  "onEscalation",
  "onUncertainty",
  "onEscalationOrUncertainty",
] as const;
export type ReviewPolicy = (typeof REVIEW_POLICIES)[number];

/** The quality check of a stage: it judges each output. That it has exactly one of expression and source is a matter of sense. */
export const Check = z.strictObject({
  expression: z
    .string()
    .max(10_000)
    .optional()
    .describe(
      "JSONata over input, item, stages, subtask, output, attempt, maxAttempts and previous. Its result is the verdict.",
    ),
  source: z
    .string()
    .max(512 * 1024)
    .optional()
    .describe(
      "JavaScript or TypeScript. The default export is called with the output and { input, attempt, maxAttempts, previous }.",
    ),
  review: z.enum(REVIEW_POLICIES).default("never").describe("When a person decides about the output"),
  onExhausted: z
    .enum(["fail", "review"])
    .default("fail")
    .describe("What becomes of a task whose last attempt was rejected, or sent back once more than it may be"),
  maxRounds: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe("How often a person may be asked, 10 without it: a reviewer who asks for changes is asked anew"),
});
export type Check = z.infer<typeof Check>;

/** How often a person may be asked about an output, if its check does not say. */
export const DEFAULT_MAX_ROUNDS = 10;

/** Why a review of an output was opened. */
export const REVIEW_REASONS = ["always", "escalation", "uncertainty"] as const;
export type ReviewReason = (typeof REVIEW_REASONS)[number];

/**
 * Whether a person has to decide, by the stage's policy. Two cases ask one whatever the policy says: an uncertain check,
 * because nobody else could tell, and an exhausted budget with `onExhausted: "review"` (docs/decisions/015).
 */
export function asksPerson({ review, onExhausted }: Check, reason: ReviewReason): boolean {
  switch (reason) {
    case "always":
      return review === "always";
    case "uncertainty":
      return true;
    case "escalation":
      return onExhausted === "review" || review === "onEscalation" || review === "onEscalationOrUncertainty";
  }
}

/** What is wrong with a check in itself, with the field to blame; null when it can be published, its syntax left out. */
export function checkProblem({
  expression,
  source,
}: Check): { field: "expression" | "source"; message: string } | null {
  if (expression !== undefined && source !== undefined)
    return { field: "source", message: "a check has an expression or code, not both" };
  if (source !== undefined) return source === "" ? { field: "source", message: "the check has no code yet" } : null;
  return expression ? null : { field: "expression", message: "the check has no expression yet" };
}
