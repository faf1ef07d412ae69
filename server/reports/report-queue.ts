import { DatabaseError } from "pg";
import type { Queryable } from "#server/db.ts";
import type { HeldAttempt } from "#server/reports/handles.ts";
import type { Report } from "#server/reports/report.ts";

/** What has been reported of one attempt while the statement before was under way. */
interface Sum extends HeldAttempt, Report {
  resolve: ((held: boolean) => void)[];
  reject: ((reason: unknown) => void)[];
}

/** Adds up reports: those that arrive together, or while a statement is under way, share one statement and one commit. */
export interface ReportQueue {
  /** Resolves once the report is committed; with false when its attempt is not under way, and nothing was changed. */
  add(held: HeldAttempt, report: Report): Promise<boolean>;
  /** Reports that are not answered yet. */
  readonly waiting: number;
}

/** `onHeld` is told which tasks have come further. */
export function createReportQueue(db: Queryable, onHeld: (taskIds: number[]) => void): ReportQueue {
  let gathering = new Map<string, Sum>();
  let waiting = 0;
  let isBusy = false;

  async function record(sums: Sum[]): Promise<void> {
    const { rows } = await db.query<{ held: number[] }>({
      name: "record_reports",
      text: "select engine.record_reports($1) as held",
      values: [JSON.stringify(sums.map(({ resolve: _, reject: __, ...row }) => row))],
    });
    const held = rows[0]?.held ?? [];
    const isHeld = new Set(held);
    if (held.length > 0) onHeld(held);
    for (const sum of sums) for (const resolve of sum.resolve) resolve(isHeld.has(sum.taskId));
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
      for (const sums of apart(batch)) await recordTogether(sums);
    }
    isBusy = false;
  }

  return {
    add: (held, report) => {
      waiting += 1;
      return new Promise<boolean>((resolve, reject) => {
        addTo(gathering, held, report, resolve, reject);
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

function addTo(
  sums: Map<string, Sum>,
  { taskId, attempt }: HeldAttempt,
  { newSuccess, newFailures, expectedCount, metadata }: Report,
  resolve: (held: boolean) => void,
  reject: (reason: unknown) => void,
): void {
  const key = `${taskId}:${attempt}`;
  const sum = sums.get(key) ?? { taskId, attempt, newSuccess: 0, newFailures: 0, resolve: [], reject: [] };
  sum.newSuccess += newSuccess;
  sum.newFailures += newFailures;
  if (expectedCount !== undefined) sum.expectedCount = expectedCount;
  if (metadata !== undefined) sum.metadata = metadata;
  sum.resolve.push(resolve);
  sum.reject.push(reject);
  sums.set(key, sum);
}

/** Two attempts of one task never stand in the same statement: its answer names tasks. */
function* apart(batch: ReadonlyMap<string, Sum>): Generator<Sum[]> {
  let rest = [...batch.values()];
  while (rest.length > 0) {
    const now = new Map<number, Sum>();
    const later: Sum[] = [];
    for (const sum of rest)
      if (now.has(sum.taskId)) later.push(sum);
      else now.set(sum.taskId, sum);
    yield [...now.values()];
    rest = later;
  }
}
