import { z } from "zod";
import type { HostCallView } from "#core/host-call-view.ts";
import type { Failure, LogLine } from "#core/run-event.ts";

/** The kinds of stages that can run alone: what they do, they do by themselves and at once. */
export const TRIAL_KINDS = ["code", "transform", "http", "llm"] as const;
export type TrialKind = (typeof TRIAL_KINDS)[number];

export const isTrialKind = (kind: string): kind is TrialKind => (TRIAL_KINDS as readonly string[]).includes(kind);

const MAX_PIN_UNITS = 512 * 1024;
const Text = z.string().min(1).max(200);

/** What is answered to a host call instead of making it. */
export const Mock = z.strictObject({
  service: Text,
  method: Text,
  nth: z.int().min(1).max(100_000).optional().describe("Which call of this method, counted from 1; without it each"),
  answer: z.discriminatedUnion("ok", [
    z.strictObject({ ok: z.literal(true), value: z.unknown() }),
    z.strictObject({ ok: z.literal(false), code: Text, message: z.string().max(2_000) }),
  ]),
});
export type Mock = z.infer<typeof Mock>;

/** What a stage is given when it runs alone; kept beside the draft. */
export const Pin = z
  .strictObject({
    input: z.unknown().describe("The input of code; what the expressions of other kinds see"),
    mocks: z.array(Mock).max(100).default([]),
  })
  .refine((pin) => JSON.stringify(pin).length <= MAX_PIN_UNITS, "is longer than 512 KiB of JSON");
export type Pin = z.infer<typeof Pin>;

/** The mock that answers a call: the one for this very call, else the one for each call of the method. */
export function mockFor(
  mocks: readonly Mock[],
  { service, method, nth }: { service: string; method: string; nth: number },
): Mock | undefined {
  const ofMethod = mocks.filter((mock) => mock.service === service && mock.method === method);
  return ofMethod.find((mock) => mock.nth === nth) ?? ofMethod.find((mock) => mock.nth === undefined);
}

/** The mocks with one more, which takes the place of the one that answered the same calls. */
export const withMock = (mocks: readonly Mock[], added: Mock): Mock[] => [
  ...mocks.filter(
    ({ service, method, nth }) => service !== added.service || method !== added.method || nth !== added.nth,
  ),
  added,
];

/** `lost`: the worker that ran it is gone. */
export type TrialStatus = "waiting" | "running" | "completed" | "failed" | "canceled" | "lost";

/** Whether more may come of it. */
export const isTrialOpen = (status: TrialStatus): boolean => status === "waiting" || status === "running";

/** A host call of a stage that ran alone. */
export interface TrialCall extends HostCallView {
  /** Which call of this method it was, counted from 1. */
  nth: number;
  isMocked: boolean;
}

/** A line of the log of a stage that ran alone. */
export interface TrialLine extends LogLine {
  /** How many calls had been made before: within one millisecond a time tells no order. */
  callsBefore: number;
}

/** What has come of a trial so far. */
export interface TrialReport {
  log: TrialLine[];
  calls: TrialCall[];
  /** JSON text, cut where it is long; null without one. */
  output: string | null;
  isOutputCut: boolean;
  /** What a model has written so far, at its end; null when none has. */
  written: string | null;
  error: Failure | null;
}

/** A stage that was run alone, with a draft's text. */
export interface TrialView extends TrialReport {
  id: number;
  stageId: string;
  status: TrialStatus;
  askedBy: string;
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}
