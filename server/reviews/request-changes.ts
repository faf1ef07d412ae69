import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { upstreamOf } from "#core/graph.ts";
import { type RoundLimits, roundLimits } from "#core/round-limits.ts";
import type { Principal } from "#server/auth/principal.ts";
import type { Queryable } from "#server/db.ts";
import { answerReview } from "#server/engine/answer-review.ts";
import { decideReview } from "#server/engine/decide-review.ts";
import { requestChanges as sendBack } from "#server/engine/request-changes.ts";
import { afterDeciding } from "#server/reviews/after-deciding.ts";
import { DecideReview } from "#server/reviews/decide.ts";
import {
  afterClosing,
  type Decided,
  type ReviewToDecide,
  requireDecider,
  reviewToDecide,
} from "#server/reviews/review-to-decide.ts";
import { versionDefinition } from "#server/version-cache.ts";

/** A part of what was shown that should be different: where it stands, and what about it. */
const Mark = z.object({
  path: z.string().max(1_000).describe("Where in the details, e.g. `findings.2.risk`; empty means the whole"),
  line: z.int().min(1).optional().describe("Of a text, counted from 1"),
  note: z.string().max(10_000).default(""),
});

export const RequestChanges = DecideReview.pick({
  reviewId: true,
  taskId: true,
  attempt: true,
  contentHash: true,
  idempotencyKey: true,
}).extend({
  comment: z.string().min(1, "says what should be different").max(10_000),
  stages: z
    .array(z.string().max(64))
    .max(1_000)
    .default([])
    .describe("The stages that do their work over, at least one; none when code asks, which is answered and goes on"),
  marks: z.array(Mark).max(1_000).default([]),
});
type Asked = z.infer<typeof RequestChanges>;

/** The limits of a review, once it is sure that the named stages may be done over because of it. */
async function limitsOf(
  db: Queryable,
  { versionId, stageId, purpose }: Pick<ReviewToDecide, "versionId" | "stageId"> & { purpose: "gate" | "check" },
  { stages }: Asked,
) {
  if (stages.length === 0) throw new DomainError("bad_input", "stages: names at least one stage", { field: "stages" });
  const definition = await versionDefinition(db, versionId);
  const before = upstreamOf([stageId], definition.dependencies);
  const stranger = stages.find((stage) => !before.has(stage) && (purpose === "gate" || stage !== stageId));
  if (stranger !== undefined)
    throw new DomainError("bad_input", `stages: ${stranger} does not come before ${stageId}`, { field: "stages" });
  const stage = definition.stages.find(({ id }) => id === stageId);
  return roundLimits(stage, purpose);
}

/** Why a review is not sent back once more. */
function exhausted({ stageId, purpose }: ReviewToDecide, { maxRounds }: RoundLimits, reviewId: number): DomainError {
  const asked = purpose === "gate" ? `has opened ${maxRounds} times` : `was reviewed ${maxRounds} times`;
  const message = `Review ${reviewId}: ${stageId} ${asked}, the most that it may; approve or reject it`;
  return new DomainError("conflict", message, { field: "reviewId" });
}

/**
 * Sends what a review shows back: the named stages do their work over with the notes as feedback, what depends on them
 * follows, and a person is asked anew. Binds to what was seen, like every decision.
 */
export async function requestChanges(db: Queryable, who: Principal, asked: Asked): Promise<Decided> {
  const review = await reviewToDecide(db, who.workspaceId, asked.reviewId);
  await requireDecider(db, who, asked.reviewId, review);
  const { purpose } = review;
  if (purpose === "call") return answerCode(db, who, review, asked);
  const limits = await limitsOf(db, { ...review, purpose }, asked);
  // What a request in the last round came to is a rejection.
  const isFailed = review.decision === "rejected" && limits.onExhausted === "fail";
  const decision = { ...asked, decision: isFailed ? ("rejected" as const) : ("changes_requested" as const) };
  if (review.status !== "open") return afterClosing(review, decision);
  const { comment, stages, marks, idempotencyKey = null } = asked;
  const at = new Date().toISOString();
  const feedback = { summary: comment, ...(marks.length > 0 && { guidance: { marks } }) };
  const request = { comment, stages, marks: marks.length > 0 ? marks : null, feedback, by: who.by, at };
  const result = await sendBack(db, who.workspaceId, asked, request, { mostRounds: limits.maxRounds, idempotencyKey });
  if (result !== "exhausted") return afterDeciding(db, who, result, review.runId, decision);
  if (limits.onExhausted === "fail") return failStage(db, who, { ...review, purpose }, asked);
  throw exhausted(review, limits, asked.reviewId);
}

/** Code that asks is told what should be different, and goes on: it may ask again. */
async function answerCode(db: Queryable, who: Principal, review: ReviewToDecide, asked: Asked): Promise<Decided> {
  if (asked.stages.length > 0)
    throw new DomainError("bad_input", "stages: code that asks does it over itself; name no stage", {
      field: "stages",
    });
  const decision = { ...asked, decision: "changes_requested" as const };
  if (review.status !== "open") return afterClosing(review, decision);
  const { comment, marks, idempotencyKey = null } = asked;
  const at = new Date().toISOString();
  const said = {
    decision: decision.decision,
    comment,
    form: null,
    marks: marks.length > 0 ? marks : null,
    by: who.by,
    at,
  };
  const result = await answerReview(db, who.workspaceId, asked, said, idempotencyKey);
  return afterDeciding(db, who, result, review.runId, decision);
}

/** No round is left, and the stage says that this fails it: as a rejection that fails. */
async function failStage(
  db: Queryable,
  who: Principal,
  review: ReviewToDecide & { purpose: "gate" | "check" },
  asked: Asked,
): Promise<Decided> {
  const { runId, purpose } = review;
  const said = {
    decision: "rejected" as const,
    comment: asked.comment,
    form: null,
    by: who.by,
    at: new Date().toISOString(),
  };
  const seen = { ...asked, runId, purpose, onReject: "fail" as const, content: null };
  const result = await decideReview(db, who.workspaceId, seen, said, asked.idempotencyKey ?? null);
  return afterDeciding(db, who, result, runId, { ...asked, decision: "rejected" });
}
