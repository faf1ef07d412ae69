import { Cron } from "croner";
import { z } from "zod";
import { isTimeZone } from "#core/time-zone.ts";

const DAY_MS = 86_400_000;
/** Shorter than this is the work of a stage that loops, not of a schedule. */
const MIN_INTERVAL_MS = 1_000;

/** A cron expression, ready to be asked. Five fields or a nickname such as `@daily`; throws what croner has to say of another. */
export const cronOf = ({ cron, timeZone }: { cron: string; timeZone: string }): Cron =>
  new Cron(cron, { timezone: timeZone, mode: "5-part", paused: true });

/**
 * What is wrong with a cron expression, as one phrase for people; null when nothing is.
 * An expression that no day ever meets, such as one for February 30, is wrong.
 */
export function cronProblem(cron: string): string | null {
  try {
    const next = cronOf({ cron, timeZone: "UTC" }).nextRun(new Date(0));
    return next ? null : "names a day that never comes";
  } catch (error) {
    const [said = ""] = (error as Error).message.replace(/^CronPattern: /, "").split("\n");
    return `is not a cron expression: ${said.replace(/\.$/, "")}`;
  }
}

const Moment = z.iso.datetime({ offset: true, error: "is not a time such as 2026-03-29T09:00:00Z" });

const CronTiming = z.strictObject({
  type: z.literal("cron"),
  cron: z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(200)
    .superRefine((cron, { addIssue }) => {
      const problem = cronProblem(cron);
      if (problem) addIssue({ code: "custom", message: problem });
    }),
  timeZone: z.string().max(100).refine(isTimeZone, "is not a time zone such as Europe/Berlin"),
});

const IntervalTiming = z.strictObject({
  type: z.literal("interval"),
  everyMs: z
    .int()
    .min(MIN_INTERVAL_MS, "must be a second or more")
    .max(366 * DAY_MS, "must be a year or less"),
  /** The times are this one and every one that lies a number of intervals after it. */
  startsAt: Moment,
});

const OnceTiming = z.strictObject({ type: z.literal("once"), at: Moment });

/** When a schedule is due. */
export const Timing = z.discriminatedUnion("type", [CronTiming, IntervalTiming, OnceTiming]);
export type Timing = z.infer<typeof Timing>;
