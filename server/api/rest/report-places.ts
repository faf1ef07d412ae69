import type { PlainPlace } from "#server/api/rest/plain-places.ts";

const REPORT = { path: "/tasks/{handle}", gives: "application/json", isPublic: true } as const;

/** Where outside systems report: answered by a server of its own (report-door.ts), listed beside the rest. */
export const REPORT_PLACES: readonly Omit<PlainPlace, "answer">[] = [
  { ...REPORT, method: "GET", status: 200, does: "Says how a task stands that an outside system does" },
  { ...REPORT, method: "PATCH", status: 200, does: "Reports the end of a task, or its metadata" },
  { ...REPORT, method: "PUT", status: 202, does: "Reports how much more of a task succeeded or failed" },
];
