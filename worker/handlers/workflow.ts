import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { workflowConfig } from "#core/kinds/workflow.ts";
import type { Outcome } from "#core/outcome.ts";
import { findUnstorable } from "#core/storable.ts";
import type { AttemptContext, Handler } from "#worker/handlers/handler.ts";
import { OutputsTooLarge } from "#worker/scope.ts";

/** The run that has ended, and how. */
const Ended = z.object({
  for: z.literal("run"),
  runId: z.int(),
  status: z.enum(["completed", "failed", "canceled"]),
});

const failed = (code: string, message: string, retryable = false): Outcome => ({
  kind: "failed",
  failure: { code, message, retryable },
});

/** Starts a run of another workflow with its suspension, in one commit, and goes on when that run has ended. */
export const workflow: Handler = async (config, input, attempt) => {
  attempt.begin();
  const given = workflowConfig.parse(config);
  const ended = Ended.safeParse(attempt.suspension);
  if (ended.success) return end(ended.data, given.workflow, given.onFailure, attempt);

  const wanted = (await attempt.evaluate({ input: given.input ?? null, itemId: given.itemId ?? null })) as {
    input: unknown;
    itemId: unknown;
  };
  const own = given.input === undefined ? input : wanted.input;
  const problem = findUnstorable(own, "config.input") ?? findUnstorable(wanted.itemId, "config.itemId");
  if (problem) return failed("input_not_storable", problem.message);
  if (given.itemId && typeof wanted.itemId !== "string" && typeof wanted.itemId !== "number")
    return failed("bad_item_id", "config.itemId gives neither a text nor a number");
  try {
    const { workspaceId, runId, children } = attempt;
    const request = await children.request({ workspaceId, runId, workflow: given.workflow, input: own });
    const child = { ...request, ...(given.itemId && { item_id: String(wanted.itemId).slice(0, 500).toWellFormed() }) };
    return { kind: "suspended", suspension: { for: "run" }, wakeAt: null, child };
  } catch (error) {
    if (error instanceof DomainError) return failed(error.code, `${given.workflow}: ${error.message}`);
    throw error;
  }
};

async function end(
  { runId, status }: z.infer<typeof Ended>,
  name: string,
  onFailure: "fail" | "continue",
  { children, workspaceId }: AttemptContext,
): Promise<Outcome> {
  if (status !== "completed") {
    if (onFailure === "continue") return { kind: "completed", output: { runId, status, output: null } };
    const how = status === "failed" ? "failed" : "was canceled";
    return failed(`child_${status}`, `Run ${runId} of ${name} ${how}`, status === "failed");
  }
  try {
    return { kind: "completed", output: { runId, status, output: await children.outputOf(workspaceId, runId) } };
  } catch (error) {
    if (error instanceof OutputsTooLarge) return failed("outputs_too_large", error.message);
    throw error;
  }
}
