import type { IncomingMessage, ServerResponse } from "node:http";
import { DomainError } from "#core/errors.ts";
import { type Answer, answered, bodyOf, refusal, send } from "#server/api/report-answer.ts";
import type { Pool } from "#server/db.ts";
import { endTask, type Reported } from "#server/reports/end-task.ts";
import type { Handles, HeldAttempt } from "#server/reports/handles.ts";
import { readProgress } from "#server/reports/progress.ts";
import { createProgressTeller } from "#server/reports/progress-teller.ts";
import { createRateLimit } from "#server/reports/rate-limit.ts";
import { type Report, readChange, readCounters } from "#server/reports/report.ts";
import { createReportQueue } from "#server/reports/report-queue.ts";
import { standingOf } from "#server/reports/standing.ts";

const PATH = "/api/v1/tasks/";
const REPORTS_PER_SECOND = 5_000;
const MAX_WAITING = 20_000;

/** The door of outside systems: plain HTTP, no session, the handle in the address is the right. */
export interface ReportDoor {
  /** Answers when the request is a report; false when it is something else. */
  handle(request: IncomingMessage, response: ServerResponse): boolean;
  close(): void;
}

interface Deps {
  pool: Pool;
  handles: Handles;
  onError: (error: unknown) => void;
}

/** Takes reports at `/api/v1/tasks/<handle>`: PUT counters, PATCH an end, GET how it stands. */
export function createReportDoor({ pool, handles, onError }: Deps): ReportDoor {
  const teller = createProgressTeller(pool, onError);
  const queue = createReportQueue(pool, (taskIds) => teller.hear(taskIds));
  const mayPass = createRateLimit(REPORTS_PER_SECOND, () => performance.now());

  async function take(held: HeldAttempt, report: Report, key: string | undefined): Promise<Reported> {
    if (await queue.add(held, report, key)) return { kind: "taken", status: "running" };
    const standing = await standingOf(pool, held);
    if (!standing) return { kind: "gone" };
    return standing.status === "running" ? { kind: "later" } : { kind: "refused", status: standing.status };
  }

  async function answerTo(request: IncomingMessage, held: HeldAttempt): Promise<Answer> {
    const { method } = request;
    if (method === "GET") return present(held);
    if (method !== "PUT" && method !== "PATCH")
      return refusal(405, "bad_input", "A report is a PUT or a PATCH; GET tells how the task stands");
    if (queue.waiting >= MAX_WAITING || !mayPass(held.taskId))
      return { ...refusal(429, "too_many", "Too many reports at once; send fewer, with larger counts"), retryAfter: 1 };
    const key = keyOf(request);
    const text = await bodyOf(request);
    if (method === "PUT") return answered(await take(held, readCounters(text), key), 202);
    const change = readChange(text);
    const reported = change.status ? await endTask(pool, held, change, Math.random()) : await take(held, change, key);
    return answered(reported, 200);
  }

  async function present(held: HeldAttempt): Promise<Answer> {
    const [standing, progress] = await Promise.all([standingOf(pool, held), readProgress(pool, held.taskId)]);
    if (!standing) return answered({ kind: "gone" }, 200);
    const { succeeded = 0, failed = 0, expected = null, metadata = null } = (standing.isLatest && progress) || {};
    return { status: 200, body: { status: standing.status, succeeded, failed, expected, metadata } };
  }

  async function respond(request: IncomingMessage, response: ServerResponse, handle: string): Promise<void> {
    const held = handles.read(handle);
    const answer = held ? await answerTo(request, held).catch(refused) : answered({ kind: "gone" }, 200);
    if (!response.destroyed) send(request, response, answer);
  }

  function refused(error: unknown): Answer {
    if (error instanceof DomainError) {
      const { code, message, field } = error;
      return refusal(code === "too_large" ? 413 : 400, code, message, field === undefined ? undefined : { field });
    }
    // A caller that hung up in the middle of its report gets no answer.
    if ((error as NodeJS.ErrnoException).code !== "ECONNRESET") onError(error);
    return { ...refusal(503, "unavailable", "The report could not be stored; send it again"), retryAfter: 1 };
  }

  return {
    handle(request, response) {
      const path = (request.url ?? "").split("?", 1)[0] ?? "";
      if (!path.startsWith(PATH)) return false;
      void respond(request, response, path.slice(PATH.length));
      return true;
    },
    close: () => teller.close(),
  };
}

const MAX_KEY = 200;

/** The idempotency key of a report, if it has one. */
function keyOf(request: IncomingMessage): string | undefined {
  const key = request.headers["idempotency-key"];
  if (key === undefined || key === "") return undefined;
  if (typeof key === "string" && key.length <= MAX_KEY) return key;
  throw new DomainError("bad_input", `Idempotency-Key: has ${MAX_KEY} characters at most`, {
    field: "Idempotency-Key",
  });
}
