import type { Reviewed, Verdict } from "#scripts/demo/review-license.ts";

export interface Check {
  what: string;
  isMet: boolean;
}

const REPORT = { approved: { stage: "export", name: "report.md" }, rejected: { stage: "notice", name: "notice.md" } };

/** Downloads the artifact of that name, as the browser does. */
async function download(url: string, apiKey: string, { run }: Reviewed, name: string): Promise<string> {
  const artifact = run.artifacts.find((made) => made.name === name);
  if (!artifact) return "";
  const response = await fetch(new URL(artifact.href, url), { headers: { authorization: `Bearer ${apiKey}` } });
  const text = response.ok ? await response.text() : "";
  return Buffer.byteLength(text) === artifact.size ? text : "";
}

/** What must hold of a reviewed license, and the report or notice that it got. */
export async function checkRun(
  url: string,
  apiKey: string,
  reviewed: Reviewed,
  { title, verdict }: { title: string; verdict: Verdict },
): Promise<{ checks: Check[]; fileName: string; text: string }> {
  const { run, review } = reviewed;
  const stage = (id: string) => run.stages.find(({ stageId }) => stageId === id);
  const made = REPORT[verdict.decision];
  const other = verdict.decision === "approved" ? REPORT.rejected : REPORT.approved;
  const text = await download(url, apiKey, reviewed, made.name);
  const sections = stage("enrich")?.subtasks;
  const checks = [
    { what: `the run is ${run.status}`, isMet: run.status === "completed" },
    { what: "every section was read", isMet: sections ? sections.completed === sections.total : false },
    { what: `the review was ${verdict.decision}`, isMet: review.decision === verdict.decision },
    { what: `${made.name} was made`, isMet: stage(made.stage)?.status === "completed" && text.length > 0 },
    { what: `${made.name} names ${title}`, isMet: title !== "" && text.includes(title) },
    { what: `${other.name} was not`, isMet: stage(other.stage)?.status === "skipped" },
  ];
  return { checks, fileName: made.name, text };
}
