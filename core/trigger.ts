import { z } from "zod";
import { expressionProblem } from "#core/expression-syntax.ts";
import { CATCH_UPS } from "#core/schedule.ts";
import { Timing } from "#core/timing.ts";

/** What starts runs of a workflow by itself: the time, a call from outside, or an event by name. */
export const TRIGGER_KINDS = ["schedule", "webhook", "event"] as const;
export type TriggerKind = (typeof TRIGGER_KINDS)[number];

/** The largest body that a webhook takes. */
export const MAX_HOOK_BYTES = 1_048_576;

export const TriggerName = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(100)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, "must not hold control characters");

export const EventName = z
  .string()
  .regex(/^[a-zA-Z0-9]+([._:-][a-zA-Z0-9]+)*$/, "is words joined by . _ : or -, such as order.paid")
  .max(200);

const HeaderName = z
  .string()
  .regex(/^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/, "is not the name of a header")
  .max(100);

const JsonataSource = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(10_000)
  .superRefine((source, { addIssue }) => {
    const problem = expressionProblem(source);
    if (problem) addIssue({ code: "custom", message: problem });
  });

const Schedule = z.strictObject({
  kind: z.literal("schedule"),
  timing: Timing,
  catchUp: z.enum(CATCH_UPS).default("one"),
  /** The input of each run. */
  input: z.unknown().default({}),
});

/** The secret itself is sent, as `Authorization: Bearer …` or at the end of the address. */
const BearerAuth = z.strictObject({ type: z.literal("bearer") });

/** The body is signed with the secret: HMAC-SHA256, hex. */
const HmacAuth = z.strictObject({
  type: z.literal("hmac"),
  header: HeaderName.default("X-Signature-256"),
  /** Names the moment of sending in Unix seconds; then `<moment>.<body>` is what is signed, and an old one is refused. */
  timestampHeader: HeaderName.optional(),
  toleranceSeconds: z.int().min(1).max(86_400).default(300),
});

const Webhook = z.strictObject({
  kind: z.literal("webhook"),
  auth: z.discriminatedUnion("type", [BearerAuth, HmacAuth]),
  /** Makes the input of the run from `{ body, headers }`; without it the body is the input. */
  mapping: JsonataSource.optional(),
  /** Calls with the same value in this header start one run. */
  idempotencyHeader: HeaderName.default("Idempotency-Key"),
});

const Event = z.strictObject({
  kind: z.literal("event"),
  event: EventName,
  /** Says of `{ event, payload }` whether a run starts; without it each event starts one. */
  filter: JsonataSource.optional(),
  /** Makes the input of the run from `{ event, payload }`; without it the payload is the input. */
  mapping: JsonataSource.optional(),
});

/** All that a trigger is besides its name and workflow. */
export const TriggerSettings = z.discriminatedUnion("kind", [Schedule, Webhook, Event]);
export type TriggerSettings = z.infer<typeof TriggerSettings>;
export type WebhookAuth = z.infer<typeof Webhook>["auth"];
