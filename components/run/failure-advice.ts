import type { Failure } from "#core/run-event.ts";

const ADVICE: Record<string, string> = {
  required_stage_failed: "Mend the stage that it needs, then run again.",
  subtasks_failed: "Open its subtasks to see which ones failed and why.",
  timeout: "Give the stage more time, or less to do, then publish and run again.",
  rejected: "Read the reviewer's comment in the Review tab.",
  worker_lost: "Its worker went away several times. Look at the worker's log and its memory.",
  output_too_large: "Return less, or keep large results as artifacts.",
  blocked_address: "Ask the operator to allow this address (HEDDLE_ALLOW_HOSTS, HEDDLE_ALLOW_CIDRS).",
};

/** What to do next about a failed task, in one sentence. */
export function adviceFor({ code, retryable }: Failure): string {
  const known = ADVICE[code];
  if (known) return known;
  if (code.startsWith("expression")) return "Mend the expression in the editor, publish and run again.";
  if (code.startsWith("http")) return "Check that the service answers, then run again.";
  return retryable === false
    ? "Mend the stage in the editor, publish and run again."
    : "Look at its input and logs, mend the cause and run again.";
}
