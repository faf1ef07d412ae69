import { z } from "zod";
import { CancelAction } from "#core/action.ts";
import { externalConfig } from "#core/kinds/external.ts";
import type { Outcome } from "#core/outcome.ts";
import { findUnstorable } from "#core/storable.ts";
import type { Queryable } from "#server/db.ts";
import { guardedFetch, OutboundError, type OutboundResponse, type OutboundRules } from "#server/http/guarded-fetch.ts";
import type { Handles } from "#server/reports/handles.ts";
import { beginProgress, readProgress, registerCancel } from "#server/reports/progress.ts";
import { badStatus, callOf, failed, isGood } from "#worker/handlers/call.ts";
import type { AttemptContext, Handler } from "#worker/handlers/handler.ts";

const MAX_ANSWER_BYTES = 64 * 1024;

/** What an attempt that has begun is suspended with. Times are ISO 8601. */
const Awaiting = z.object({
  for: z.literal("external"),
  since: z.iso.datetime(),
  inactivityTimeoutMs: z.number(),
  deadline: z.iso.datetime().nullable(),
  /** The success that was reported, when its stage has a check that judges it first. */
  end: z.object({ output: z.unknown() }).optional(),
});
type Awaiting = z.infer<typeof Awaiting>;

const Answer = z.object({
  cancel: CancelAction.extend({ url: z.url({ protocol: /^https?$/ }).max(8_192) }),
});

interface Deps {
  outbound: OutboundRules;
  db: Queryable;
  handles: Handles;
}

/** Tells an outside system to start, with the handle that it reports to, and lets it work: nothing is held meanwhile. */
export const externalHandler =
  (deps: Deps): Handler =>
  async (config, _input, attempt) => {
    attempt.begin();
    const awaiting = Awaiting.safeParse(attempt.suspension);
    return awaiting.success ? goOn(deps, awaiting.data, attempt) : begin(deps, config, attempt);
  };

async function begin({ outbound, db, handles }: Deps, config: unknown, attempt: AttemptContext): Promise<Outcome> {
  const begunAt = Date.now();
  const { method, inactivityTimeoutMs, timeoutMs, expectedCount, ...templates } = externalConfig.parse(config);
  const handle = handles.urlOf(attempt);
  const given = await attempt.evaluate({ ...templates, expectedCount: expectedCount ?? null }, { task: { handle } });
  const { expectedCount: expected } = given as { expectedCount: unknown };
  if (expected !== null && !(Number.isSafeInteger(expected) && Number(expected) >= 0))
    return failed("bad_expected_count", `config.expectedCount is ${JSON.stringify(expected)}: not a number of items`);
  const call = callOf(method, given, `task-${attempt.taskId}:start:${attempt.attempt}`);
  if ("kind" in call) return call;

  await beginProgress(db, attempt, expected === null ? null : Number(expected));
  try {
    const headers = { ...call.headers, "heddle-handle": handle };
    const { signal } = attempt;
    const response = await guardedFetch({ ...call, headers, signal, maxResponseBytes: MAX_ANSWER_BYTES }, outbound);
    if (!isGood(response)) return badStatus(response, call.url);
    const cancel = cancelIn(response, attempt);
    if (cancel) await registerCancel(db, attempt.taskId, cancel);
  } catch (error) {
    if (error instanceof OutboundError) return { kind: "failed", failure: error.failure };
    throw error;
  }
  const deadline = timeoutMs === undefined ? null : new Date(begunAt + timeoutMs).toISOString();
  return waitOn(
    { for: "external", since: new Date().toISOString(), inactivityTimeoutMs, deadline },
    inactivityTimeoutMs,
  );
}

/** Woken because nothing was reported for too long, because it takes too long in all, or to have its success judged. */
async function goOn({ db }: Deps, awaiting: Awaiting, attempt: AttemptContext): Promise<Outcome> {
  const { since, inactivityTimeoutMs, deadline, end } = awaiting;
  const progress = await readProgress(db, attempt.taskId);
  if (end) {
    const { succeeded = 0, failed: failures = 0, metadata = null } = progress ?? {};
    return { kind: "completed", output: { succeeded, failed: failures, metadata, output: end.output ?? null } };
  }
  if (deadline !== null && Date.parse(deadline) <= Date.now())
    return failed("timeout", "The outside system did not finish in time", true);
  const quietMs = Math.min(progress?.quietMs ?? Number.POSITIVE_INFINITY, Date.now() - Date.parse(since));
  if (quietMs >= inactivityTimeoutMs)
    return failed("inactivity_timeout", `The outside system reported nothing for ${inactivityTimeoutMs} ms`, true);
  return waitOn(awaiting, inactivityTimeoutMs - quietMs);
}

function waitOn(awaiting: Awaiting, quietForMs: number): Outcome {
  const end = awaiting.deadline === null ? Number.POSITIVE_INFINITY : Date.parse(awaiting.deadline);
  const wakeAt = new Date(Math.min(end, Date.now() + quietForMs)).toISOString();
  return { kind: "suspended", suspension: { ...awaiting }, wakeAt };
}

/** The call that the answer registers for a cancel. One that cannot be made is told in the log and left out. */
function cancelIn({ body }: OutboundResponse, attempt: AttemptContext): CancelAction | null {
  const text = Buffer.from(body).toString();
  if (!text.includes('"cancel"')) return null;
  try {
    const answer = Answer.parse(JSON.parse(text));
    const problem = findUnstorable(answer.cancel, "cancel");
    if (!problem) return answer.cancel;
    attempt.log("warn", `The start call registered no cancel: ${problem.message}`);
  } catch (error) {
    const [issue] = error instanceof z.ZodError ? error.issues : [];
    const why = issue ? `${issue.path.join(".")}: ${issue.message}` : "its answer is not JSON";
    attempt.log("warn", `The start call registered no cancel: ${why}`);
  }
  return null;
}
