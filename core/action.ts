import { z } from "zod";
import { Expression } from "#core/expression.ts";

/** When an action of a stage, or of a workflow, is sent. Of success and failure only the one that happened. */
export const ACTION_TRIGGERS = ["start", "success", "failure", "cancel"] as const;
export type ActionTrigger = (typeof ACTION_TRIGGERS)[number];

/** What a delivery may be caused by: a batch has one more moment. */
export type DeliveryTrigger = ActionTrigger | "complete";
/** A delivery that no action has caused carries a notification. */
export type DeliveryCause = DeliveryTrigger | "notify";

export const ACTION_METHODS = ["POST", "PUT", "PATCH", "DELETE", "GET"] as const;
export const MAX_ACTIONS = 20;

/** An expression that is still being written may be empty; `problemsOf` says so. */
const Written = z.strictObject({ $: z.string().max(10_000) });

const call = {
  method: z.enum(ACTION_METHODS).default("POST").describe("HTTP method"),
  url: z.union([z.string().max(8_192), Written]).describe("Address, text or expression"),
  headers: z
    .record(z.string().min(1).max(200), z.union([z.string().max(8_192), Written]))
    .default({})
    .describe("Request headers"),
  body: z.unknown().optional().describe("JSON with expressions in it, or text; a summary of what happened without it"),
};

/** A webhook that a stage or workflow sends when it starts, succeeds, fails or is canceled (DESIGN 1). */
export const Action = z.strictObject({
  on: z.enum(ACTION_TRIGGERS).describe("When it is sent"),
  ...call,
  eachSubtask: z
    .boolean()
    .optional()
    .describe("Sent for each subtask of a fan-out instead of for the stage as a whole"),
});
export type Action = z.infer<typeof Action>;

/** A webhook that a batch sends once all its runs have ended. */
export const BatchAction = z.strictObject({
  ...call,
  url: z.union([z.url({ protocol: /^https?$/, error: "is not an http or https address" }).max(8_192), Expression]),
});
export type BatchAction = z.infer<typeof BatchAction>;

/**
 * What tells an outside system to stop: it registered it itself, so it is data, and nothing in it is evaluated.
 */
export const CancelAction = z.strictObject({
  method: call.method,
  url: z.string().min(1).max(8_192),
  headers: z.record(z.string().min(1).max(200), z.string().max(8_192)).default({}),
  body: z.unknown().optional(),
});
export type CancelAction = z.infer<typeof CancelAction>;

export const Actions = z.array(Action).max(MAX_ACTIONS).describe("Webhooks, at most 20");

/** The trigger of each action as the engine reads it: that of a subtask's carries a mark. */
export const triggerName = ({ on, eachSubtask }: Pick<Action, "on" | "eachSubtask">): string =>
  eachSubtask ? `each:${on}` : on;
