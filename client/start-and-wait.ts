import type { Api, CallOptions } from "#client/api.ts";
import { isPassing } from "#client/heddle-error.ts";
import { createPatience } from "#client/patience.ts";
import type { FollowOptions } from "#client/run-events.ts";
import type { RunEvent } from "#core/run-event.ts";
import type { RunView } from "#core/views.ts";

export type StartInput = Parameters<Api["runs"]["start"]["mutate"]>[0];

/** Follows the events of a run until it has ended. */
export type Follow = (runId: number, options?: FollowOptions) => AsyncGenerator<RunEvent, void, undefined>;

export interface WaitOptions extends CallOptions {
  /** Told of each event, in order. */
  onEvent?(event: RunEvent): void;
}

/** Does what may be done twice without harm until the server has answered. */
async function insist<Answer>(ask: () => Promise<Answer>, signal: AbortSignal | undefined): Promise<Answer> {
  const patience = createPatience(signal);
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error)) throw error;
      await patience.waitAfter(error);
    }
  }
}

/** Starts a run, once whatever happens to the connection, and answers with it when it has ended, in whichever way. */
export async function startAndWait(
  { runs }: Pick<Api, "runs">,
  follow: Follow,
  input: StartInput,
  { signal, onEvent }: WaitOptions,
): Promise<RunView> {
  const options = signal ? { signal } : {};
  const once = { idempotencyKey: crypto.randomUUID(), ...input };
  const { runId } = await insist(() => runs.start.mutate(once, options), signal);
  for await (const event of follow(runId, options)) onEvent?.(event);
  return insist(() => runs.get.query({ runId }, options), signal);
}
