import type { Heddle } from "#cli/connect.ts";
import type { RunEvent } from "#core/run-event.ts";
import { isFinished } from "#core/statuses.ts";
import type { ReviewView, RunView } from "#core/views.ts";

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

const endOf = (event: RunEvent) =>
  event.type === "run.status" && isFinished(event.data.status) ? event.data.status : undefined;

const reviewOf = (event: RunEvent) => (event.type === "task.awaiting_review" ? event.data.reviewId : undefined);

/** Follows a run's feed from its beginning until an event holds what is looked for. */
function waitFor<Found>(heddle: Heddle, runId: number, lookIn: (event: RunEvent) => Found | undefined): Promise<Found> {
  return new Promise((settle, fail) => {
    const onData = ({ data }: { data: RunEvent }) => {
      const found = lookIn(data);
      if (found !== undefined) settle(found);
      else if (endOf(data)) fail(new Error(`Run ${runId} ended as ${endOf(data)}`));
      else return;
      feed.unsubscribe();
    };
    const feed = heddle.runs.feed.subscribe({ runId }, { onData, onError: fail });
  });
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
