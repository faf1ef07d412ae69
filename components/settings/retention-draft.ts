import { Retention } from "#core/retention.ts";

/** How long runs are kept, as it is typed; nothing means without a limit. */
export interface RetentionDraft {
  keepDays: string;
  keepRuns: string;
}

export type RetentionField = keyof RetentionDraft;

export const draftOf = ({ keepDays, keepRuns }: Retention): RetentionDraft => ({
  keepDays: keepDays?.toString() ?? "",
  keepRuns: keepRuns?.toString() ?? "",
});

/** What was typed, or the fields to blame. */
export function readDraft(draft: RetentionDraft): { retention: Retention } | { errors: Partial<RetentionDraft> } {
  const given = Object.entries(draft).flatMap(([field, text]) => (text.trim() ? [[field, Number(text)]] : []));
  const read = Retention.safeParse(Object.fromEntries(given));
  if (read.success) return { retention: read.data };
  const most: RetentionDraft = { keepDays: "36,500", keepRuns: "100,000,000" };
  const wrong = new Set(read.error.issues.map(({ path }) => path[0] as RetentionField));
  return {
    errors: Object.fromEntries([...wrong].map((field) => [field, `It is a whole number from 1 to ${most[field]}.`])),
  };
}

/** A retention in words. */
export function retentionWords({ keepDays, keepRuns }: Retention): string {
  const days = keepDays && `${keepDays.toLocaleString("en")} ${keepDays === 1 ? "day" : "days"} after their end`;
  const runs = keepRuns && `the newest ${keepRuns.toLocaleString("en")}`;
  if (days && runs) return `Kept for ${days}, ${runs} at most`;
  if (days) return `Kept for ${days}`;
  return runs ? `Kept: ${runs}` : "All are kept";
}
