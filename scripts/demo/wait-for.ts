import type { Heddle } from "#cli/connect.ts";
import type { RunEvent } from "#core/run-event.ts";
import { isFinished } from "#core/statuses.ts";

/** The status with which a run has ended. */
export const endOf = (event: RunEvent) =>
  event.type === "run.status" && isFinished(event.data.status) ? event.data.status : undefined;

/** The review that a run asks for. */
export const reviewOf = (event: RunEvent) => (event.type === "task.awaiting_review" ? event.data.reviewId : undefined);

/** Follows a run's feed from its beginning until an event holds what is looked for. */
export function waitFor<Found>(
  heddle: Heddle,
  runId: number,
  lookIn: (event: RunEvent) => Found | undefined,
): Promise<Found> {
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
