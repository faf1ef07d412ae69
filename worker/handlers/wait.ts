import { z } from "zod";
import { MAX_WAIT_MS, readDuration, readMoment } from "#core/duration.ts";
import { waitConfig } from "#core/kinds/wait.ts";
import type { Outcome } from "#core/outcome.ts";
import type { Handler } from "#worker/handlers/handler.ts";

/** Since when the attempt waits. */
const Waiting = z.object({ for: z.literal("timer"), since: z.iso.datetime() });

const failed = (message: string): Outcome => ({
  kind: "failed",
  failure: { code: "bad_time", message, retryable: false },
});

const woke = (since: number, now: number): Outcome => ({
  kind: "completed",
  output: { wokeAt: new Date(now).toISOString(), waitedMs: now - since },
});

/** Suspends the task until its time: nothing runs and nothing is held meanwhile, however long it is. */
export const wait: Handler = async (config, _input, attempt) => {
  attempt.begin();
  const now = Date.now();
  const waiting = Waiting.safeParse(attempt.suspension);
  if (waiting.success) return woke(Date.parse(waiting.data.since), now);

  const given = waitConfig.parse(config);
  const times = (await attempt.evaluate({ for: given.for ?? null, until: given.until ?? null })) as {
    for: unknown;
    until: unknown;
  };
  const length = readDuration(times.for);
  if (given.for !== undefined && length === null)
    return failed(
      `config.for is ${JSON.stringify(times.for)}: neither milliseconds nor an ISO 8601 duration of ten years at most`,
    );
  const until = length === null ? readMoment(times.until) : now + length;
  if (until === null) return failed(`config.until is ${JSON.stringify(times.until)}: no time with a time zone`);
  if (until > now + MAX_WAIT_MS) return failed("config.until is more than ten years away");
  if (until <= now) return woke(now, now);
  return {
    kind: "suspended",
    suspension: { for: "timer", since: new Date(now).toISOString() },
    wakeAt: new Date(until).toISOString(),
  };
};
