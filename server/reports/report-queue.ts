import { DatabaseError } from "pg";
import type { Queryable } from "#server/db.ts";
import type { HeldAttempt } from "#server/reports/handles.ts";
import type { Report } from "#server/reports/report.ts";

/** What has been reported of one attempt while the statement before was under way. */
interface Sum extends HeldAttempt, Report {
  /** Said under an idempotency key: nothing is added to it, and it counts once. */
  key?: string;
  resolve: ((held: boolean) => void)[];
  reject: ((reason: unknown) => void)[];
}

/** Adds up reports: those that arrive together, or while a statement is under way, share one statement and one commit. */
export interface ReportQueue {
  /**
   * Resolves once the report is committed; with false when its attempt is not under way, and nothing was changed. What
   * was said before under the same key counts once.
   */
  add(held: HeldAttempt, report: Report, key?: string): Promise<boolean>;
  /** Reports that are not answered yet. */
  readonly waiting: number;
}

/** `onHeld` is told which tasks have come further. */
export function createReportQueue(db: Queryable, onHeld: (taskIds: number[]) => void): ReportQueue {
  let gathering = new Map<string, Sum>();
  let waiting = 0;
  let isBusy = false;

  async function record(sums: Sum[]): Promise<void> {
    const { rows } = await db.query<{ held: [taskId: number, attempt: number][] }>({
      name: "record_reports",
      text: "select engine.record_reports($1) as held",
      values: [JSON.stringify(sums.map(({ resolve: _, reject: __, ...row }) => row))],
    });
    const held = rows[0]?.held ?? [];
    if (held.length > 0) onHeld(held.map(([taskId]) => taskId));
    const isHeld = new Set(held.map(([taskId, attempt]) => `${taskId}:${attempt}`));
    for (const sum of sums) for (const resolve of sum.resolve) resolve(isHeld.has(`${sum.taskId}:${sum.attempt}`));
  }

  async function recordTogether(sums: Sum[]): Promise<void> {
    try {
      await record(sums);
    } catch (error) {
      // Refused by the database, nothing was added: alone, each gets an answer of its own.
      const wasRefused = error instanceof DatabaseError && error.severity === "ERROR";
      if (wasRefused && sums.length > 1) for (const sum of sums) await recordTogether([sum]);
      else for (const sum of sums) for (const reject of sum.reject) reject(error);
    }
  }

  async function pump(): Promise<void> {
    while (gathering.size > 0) {
      const batch = gathering;
      gathering = new Map();
      await recordTogether([...batch.values()]);
    }
    isBusy = false;
  }

  return {
    add: (held, report, key) => {
      waiting += 1;
      return new Promise<boolean>((resolve, reject) => {
        const sum = sumOf(gathering, held, report, key);
        sum.resolve.push(resolve);
        sum.reject.push(reject);
        if (isBusy) return;
        isBusy = true;
        setImmediate(() => void pump());
      }).finally(() => {
        waiting -= 1;
      });
    },
    get waiting() {
      return waiting;
    },
  };
}

/** What the report travels in: added to what was reported of its attempt, unless it has a key of its own. */
function sumOf(
  sums: Map<string, Sum>,
  { taskId, attempt }: HeldAttempt,
  { newSuccess, newFailures, expectedCount, metadata }: Report,
  key: string | undefined,
): Sum {
  const name = `${taskId}:${attempt}:${key ?? ""}`;
  const known = sums.get(name);
  if (known && key !== undefined) return known;
  const sum = known ?? { taskId, attempt, newSuccess: 0, newFailures: 0, ...(key && { key }), resolve: [], reject: [] };
  sum.newSuccess += newSuccess;
  sum.newFailures += newFailures;
  if (expectedCount !== undefined) sum.expectedCount = expectedCount;
  if (metadata !== undefined) sum.metadata = metadata;
  sums.set(name, sum);
  return sum;
}
