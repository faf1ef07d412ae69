import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { runTree } from "#cli/run-tree.ts";
import { checkRun } from "#scripts/demo/check-run.ts";
import type { Counts } from "#scripts/demo/counts.ts";
import type { Owner } from "#scripts/demo/new-owner.ts";
import { type License, reviewLicense, type Verdict } from "#scripts/demo/review-license.ts";

const TEXTS = join(import.meta.dirname, "..", "..", "examples", "license-review", "texts");

const APPROVED: Verdict = { decision: "approved", comment: "", form: { risk: "medium" } };
const REJECTED: Record<string, Verdict> = {
  "Artistic-1.0": {
    decision: "rejected",
    comment: "Too vague to rely on. Ask the authors for the Artistic License 2.0.",
    form: { risk: "high" },
  },
};

const Parsed = z.object({ title: z.string() });

const licenses = (): License[] =>
  readdirSync(TEXTS)
    .filter((file) => file.endsWith(".txt"))
    .map((file) => ({ id: file.replace(/\.txt$/, ""), text: readFileSync(join(TEXTS, file), "utf8") }));

/** Runs one license through the API, prints its tree and what was not met; returns how many checks passed and failed. */
async function show(url: string, owner: Owner, reports: string, license: License): Promise<Counts> {
  const verdict = REJECTED[license.id] ?? APPROVED;
  const reviewed = await reviewLicense(owner.asProgram, owner.asPerson, license, verdict);
  const { run, review } = reviewed;
  const taskId = run.stages.find(({ stageId }) => stageId === "parse")?.taskId ?? 0;
  const parse = await owner.asProgram.runs.task.query({ runId: run.id, taskId });
  const { title } = Parsed.parse(parse.output?.value);
  const { checks, fileName, text } = await checkRun(url, owner.apiKey, reviewed, { title, verdict });
  writeFileSync(join(reports, `${license.id}.${fileName}`), text);
  const missed = checks.filter(({ isMet }) => !isMet);
  console.log(`\n${runTree(run, { approve: review })}`);
  for (const { what } of missed) console.log(`  not met: ${what}`);
  return { passed: checks.length - missed.length, failed: missed.length };
}

/** Runs every shipped license, one after the other. */
export async function licensesDemo(url: string, owner: Owner): Promise<Counts> {
  const reports = mkdtempSync(join(tmpdir(), "heddle-reports-"));
  const total: Counts = { passed: 0, failed: 0 };
  for (const license of licenses()) {
    const { passed, failed } = await show(url, owner, reports, license);
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`\nThe reports are in ${reports}`);
  return total;
}
