import type { Claims } from "#server/engine/advance.ts";

/** What a notification on `heddle_work` says. */
export type WorkMessage =
  | { kind: "look" }
  /** Schedules were changed. */
  | { kind: "schedules" }
  /** Follow-ups are to be started. */
  | { kind: "spawn" }
  | { kind: "cancel_runs"; runIds: number[] }
  | { kind: "cancel_tasks"; taskIds: number[] }
  /** Tasks leased to one worker; without claims they were too large for a notification. */
  | { kind: "handover"; workerId: string; claims: Claims | null };

const idsIn = (payload: string): number[] => payload.slice(2).split(",").map(Number);

/**
 * Reads a payload: "" (look), "s" (schedules), "f" (follow-ups), "c:<run ids>", "t:<task ids>",
 * "w:<worker id>:<claims as JSON or nothing>".
 */
export function readWorkMessage(payload: string): WorkMessage {
  if (payload === "s") return { kind: "schedules" };
  if (payload === "f") return { kind: "spawn" };
  if (payload.startsWith("c:")) return { kind: "cancel_runs", runIds: idsIn(payload) };
  if (payload.startsWith("t:")) return { kind: "cancel_tasks", taskIds: idsIn(payload) };
  if (!payload.startsWith("w:")) return { kind: "look" };
  const colon = payload.indexOf(":", 2);
  const json = payload.slice(colon + 1);
  return { kind: "handover", workerId: payload.slice(2, colon), claims: json ? (JSON.parse(json) as Claims) : null };
}
