import type { Heddle } from "#cli/connect.ts";
import type { ReviewView } from "#core/review-views.ts";
import type { RunView } from "#core/views.ts";
import { endOf, reviewOf, waitFor } from "#scripts/demo/wait-for.ts";

export interface License {
  id: string;
  text: string;
}

export interface Verdict {
  decision: "approved" | "rejected";
  comment: string;
  form: { risk: "low" | "medium" | "high"; note?: string };
}

export interface Reviewed {
  run: RunView;
  review: ReviewView;
}

/** Runs a license as a program, decides its review as a person, and answers with the finished run. */
export async function reviewLicense(
  asProgram: Heddle,
  asPerson: Heddle,
  license: License,
  verdict: Verdict,
): Promise<Reviewed> {
  const { id, text } = license;
  const { runId } = await asProgram.runs.start.mutate({ workflow: "license.review", input: { id, name: id, text } });
  const reviewId = await waitFor(asProgram, runId, reviewOf);
  const { taskId, attempt, contentHash } = await asPerson.reviews.get.query({ reviewId });
  await asPerson.reviews.decide.mutate({ reviewId, taskId, attempt, contentHash, ...verdict });
  await waitFor(asProgram, runId, endOf);
  return { run: await asProgram.runs.get.query({ runId }), review: await asPerson.reviews.get.query({ reviewId }) };
}
