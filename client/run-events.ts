import type { CallOptions } from "#client/api.ts";
import type { Door } from "#client/caller.ts";
import { readStream } from "#client/event-stream.ts";
import { isPassing, unreachable } from "#client/heddle-error.ts";
import { createPatience } from "#client/patience.ts";
import type { RunEvent } from "#core/run-event.ts";
import { isFinished, type RunStatus } from "#core/statuses.ts";

export interface FollowOptions extends CallOptions {
  /** The number of the last event that is known already; 0, or left out, begins with the first. */
  after?: number;
}

/** Reads how a run stands, and the number of its last event. */
type ReadRun = (runId: number, options: CallOptions) => Promise<{ status: RunStatus; lastSeq: number }>;

/**
 * The events of a run after a number, in order and without a gap, until it has ended. A connection that breaks is made
 * anew and goes on behind the last event. A run may end and be retried: it is over when nothing follows its end.
 */
export async function* followRun(
  door: Door,
  readRun: ReadRun,
  runId: number,
  { after = 0, signal }: FollowOptions,
): AsyncGenerator<RunEvent, void, undefined> {
  const patience = createPatience(signal);
  let seq = after;
  const isOver = async () => {
    const { status, lastSeq } = await readRun(runId, signal ? { signal } : {});
    return isFinished(status) && lastSeq <= seq;
  };
  for (;;) {
    try {
      if (await isOver()) return;
      for await (const data of readStream(door, `/api/v1/runs/${runId}/events`, seq, signal)) {
        const event = JSON.parse(data) as RunEvent;
        patience.renew();
        seq = event.seq;
        yield event;
        if (event.type === "run.status" && isFinished(event.data.status) && (await isOver())) return;
      }
      // A server that stops ends its streams in good order.
      await patience.waitAfter(unreachable(door.url, "the server ended the stream"));
    } catch (error) {
      if (!isPassing(error)) throw error;
      await patience.waitAfter(error);
    }
  }
}
