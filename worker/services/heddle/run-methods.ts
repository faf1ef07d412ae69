import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { WorkflowName } from "#core/workflow-name.ts";
import type { Queryable } from "#server/db.ts";
import { awaitRun } from "#server/engine/await-run.ts";
import { IdempotencyKey } from "#server/runs/start-run.ts";
import { OutputsTooLarge } from "#worker/scope.ts";
import { type Method, method } from "#worker/services/heddle/method.ts";
import { ServiceError, WAITS } from "#worker/services/host-service.ts";

const Start = z.strictObject({ workflow: WorkflowName, input: z.json().optional(), key: IdempotencyKey.optional() });
const Await = z.strictObject({ runId: z.int().min(1) });

/** Runs that code starts, and waits for. */
export const runMethods = (db: Queryable): Record<string, Method> => ({
  startRun: method("startRun", Start, async ({ workflow, input, key }, caller, { idempotencyKey }) => {
    const { workspaceId, runId, taskId, children } = caller;
    try {
      const asked = { workspaceId, runId, taskId, workflow, input: input ?? {} };
      return { runId: await children.start({ ...asked, key: key ?? `call:${idempotencyKey}` }) };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw new ServiceError(error.code, `startRun: ${error.message}`);
    }
  }),
  awaitRun: method("awaitRun", Await, async ({ runId }, caller, { id }) => {
    const { workspaceId, taskId, lease, children } = caller;
    if (runId === caller.runId)
      throw new ServiceError("bad_input", "awaitRun: runId: a run cannot wait for its own end");
    const status = await awaitRun(db, { workspaceId, taskId, lease, callId: id, runId });
    if (status === "unknown") throw new ServiceError("not_found", `awaitRun: runId: there is no run ${runId}`);
    if (status === "lost") throw new ServiceError("stopped", "The task belongs to another worker by now");
    if (status === null) return WAITS;
    if (status !== "completed") return { runId, status, output: null };
    try {
      return { runId, status, output: await children.outputOf(workspaceId, runId) };
    } catch (error) {
      if (!(error instanceof OutputsTooLarge)) throw error;
      throw new ServiceError("outputs_too_large", error.message);
    }
  }),
});
