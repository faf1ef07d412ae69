import { z } from "zod";

const Criterion = z.object({
  name: z.string(),
  expected: z.unknown().optional(),
  actual: z.unknown().optional(),
  passed: z.boolean(),
});
export type Criterion = z.infer<typeof Criterion>;

/** What the next attempt is told: kept on the task, and with the attempt that it is about. */
export const Feedback = z.object({
  summary: z.string().min(1),
  criteria: z.array(Criterion).max(1_000).optional(),
  guidance: z.unknown().optional(),
});
export type Feedback = z.infer<typeof Feedback>;

export type Verdict =
  | { verdict: "accepted" }
  | { verdict: "rejected"; feedback: Feedback }
  | { verdict: "uncertain"; reason: string };

const Given = z.discriminatedUnion("verdict", [
  z.object({ verdict: z.literal("accepted") }),
  z.object({
    verdict: z.literal("rejected"),
    feedback: z.union([
      z
        .string()
        .min(1)
        .transform((summary): Feedback => ({ summary })),
      Feedback,
    ]),
  }),
  z.object({ verdict: z.literal("uncertain"), reason: z.string().min(1) }),
]);

const SHOWN = 200;

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}

/**
 * The verdict that a check gave: `true` and `false` are short forms, feedback may be a plain text. Returns a problem, one
 * sentence, for anything else.
 */
export function readVerdict(value: unknown): Verdict | { problem: string } {
  if (value === true) return { verdict: "accepted" };
  if (value === false) return { verdict: "rejected", feedback: { summary: "The check did not accept the output" } };
  const given = Given.safeParse(value);
  if (given.success) return given.data;
  const [issue] = given.error.issues;
  const isVerdict = typeof value === "object" && value !== null && "verdict" in value;
  const why =
    isVerdict && issue ? `${issue.path.join(".")}: ${issue.message}` : "a verdict is true, false, or { verdict: … }";
  return { problem: `The check answered ${brief(value)}: ${why}` };
}
