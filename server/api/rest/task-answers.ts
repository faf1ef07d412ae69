import { z } from "zod";
import { TASK_STATUSES } from "#core/statuses.ts";
import { page, RunId } from "#server/api/rest/answers.ts";

const Moment = z.iso.datetime().nullable();
const Failure = z.looseObject({ code: z.string(), message: z.string() }).nullable();

/** JSON that may be too large to be told: then it is downloaded at `href`. */
const Payload = z
  .object({ size: z.int().min(0), value: z.unknown().optional(), href: z.string().optional() })
  .nullable();

const Standing = z.looseObject({
  taskId: z.int().positive(),
  status: z.enum(TASK_STATUSES),
  attempt: z.int().min(0),
  startedAt: Moment,
  finishedAt: Moment,
  error: Failure,
});

/** What the doors answer about tasks. */
export const Task = Standing.extend({
  runId: RunId,
  stageId: z.string(),
  subtask: z.int().nullable(),
  round: z.int().positive(),
  input: Payload,
  output: Payload,
  attempts: z.array(
    z.looseObject({ number: z.int(), startedAt: Moment, finishedAt: Moment, outcome: z.string(), error: Failure }),
  ),
  logs: z.array(z.looseObject({ at: z.string(), level: z.string(), text: z.string() })),
});
export const Subtasks = page(Standing.extend({ subtask: z.int().min(0) }));
export const Rounds = z.array(Standing.extend({ round: z.int().positive() }));

export const Calls = z.object({
  calls: z.array(
    z.looseObject({
      attempt: z.int(),
      id: z.int(),
      service: z.string(),
      method: z.string(),
      args: z.string(),
      answeredAt: z.string().nullable(),
    }),
  ),
  next: z.object({ attempt: z.int(), id: z.int() }).nullable().describe("Where the next page begins"),
});

export const Usage = z
  .object({
    requests: z.int().min(0),
    inputTokens: z.int().min(0),
    outputTokens: z.int().min(0),
    cost: z.number().nullable().describe("US dollars; null when no stage names prices"),
  })
  .nullable();

export const Log = z.object({
  events: z.array(z.looseObject({ seq: z.int().positive(), at: z.iso.datetime(), type: z.string() })),
});
