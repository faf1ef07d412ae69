import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { storePayload } from "#server/artifacts/payload.ts";
import type { Principal } from "#server/auth/principal.ts";
import { answerReview } from "#server/engine/answer-review.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { afterDeciding } from "#server/reviews/after-deciding.ts";
import {
  afterClosing,
  type Decided,
  type ReviewToDecide,
  requireDecider,
  reviewToDecide,
} from "#server/reviews/review-to-decide.ts";
import { type ContentDeps, checkEdited, contentOf } from "#server/reviews/reviewed-content.ts";

export const DecideReview = z.object({
  reviewId: z.int().positive(),
  taskId: z.int().positive(),
  attempt: z.int().min(0),
  contentHash: z.string().max(128),
  decision: z.enum(["approved", "rejected"]),
  comment: z.string().max(10_000).default(""),
  form: z.unknown().optional(),
  edited: z.unknown().optional().describe("With an approval: what the reviewer made of the content, the whole of it"),
  idempotencyKey: z.string().min(1).max(200).optional(),
});

/** What was filled in. Who rejects may leave the form empty. */
async function checkForm(
  expressions: Expressions,
  { form }: ReviewToDecide,
  asked: z.infer<typeof DecideReview>,
): Promise<unknown> {
  const given = asked.form ?? null;
  const isEmpty = given === null || (typeof given === "object" && Object.keys(given).length === 0);
  if (isEmpty && (!form || asked.decision === "rejected")) return null;
  if (!form) throw new DomainError("bad_input", "form: this review asks for none", { field: "form" });
  const checked = await expressions.validate(form, given ?? {});
  if (!checked.ok) throw new DomainError("bad_input", `form: ${checked.failure.message}`, { field: "form" });
  const [problem] = checked.problems;
  if (!problem) return given ?? {};
  const field = problem.field ? `form.${problem.field}` : "form";
  throw new DomainError("bad_input", `${field}: ${problem.message}`, { field });
}

/** Decides an open review; it binds to what was seen (task, attempt, content hash) and is refused when that has changed. */
export async function decide(deps: ContentDeps, who: Principal, asked: z.infer<typeof DecideReview>): Promise<Decided> {
  const { pool, artifacts } = deps;
  const review = await reviewToDecide(pool, who.workspaceId, asked.reviewId);
  await requireDecider(pool, who, asked.reviewId, review);
  if (review.status !== "open") return afterClosing(review, asked);
  const form = await checkForm(deps.expressions, review, asked);
  // What a check's approval lets through stays where it is.
  const isRead = review.purpose !== "check" || asked.edited !== undefined;
  const content = isRead ? await contentOf(deps, review, asked.reviewId) : null;
  const edited = await checkEdited(deps, review, content, asked);
  const { reviewId, taskId, attempt, contentHash, decision, comment, idempotencyKey } = asked;
  const { runId, onReject, purpose } = review;
  const seen = { reviewId, taskId, attempt, contentHash };
  const said = { decision, comment, form, ...edited, by: who.by, at: new Date().toISOString() };
  const store = (output: unknown) => storePayload(artifacts, output);
  const key = idempotencyKey ?? null;
  const result =
    purpose === "call"
      ? await answerReview(pool, who.workspaceId, seen, said, key)
      : await decideReview(pool, who.workspaceId, { ...seen, runId, onReject, purpose, content }, said, key, store);
  return afterDeciding(pool, who, result, runId, asked);
}
