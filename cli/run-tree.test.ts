import { expect, test } from "vitest";
import { runTree, sizeText, type TreeRun } from "#cli/run-tree.ts";
import { Definition } from "#core/definition.ts";
import type { StageView } from "#core/views.ts";

const start = Date.parse("2026-11-20T12:00:00.000Z");
const at = (ms: number) => new Date(start + ms).toISOString();

const stage = (stageId: string, status: StageView["status"], more: Partial<StageView> = {}): StageView => ({
  stageId,
  taskId: 1,
  round: 1,
  status,
  attempt: 1,
  startedAt: null,
  finishedAt: null,
  error: null,
  skipReason: null,
  subtasks: null,
  reviewId: null,
  asks: [],
  earlier: [],
  suspension: null,
  progress: null,
  ...more,
});

const subtasks = { total: 18, waiting: 0, pending: 0, running: 0, completed: 18, failed: 0, skipped: 0, canceled: 0 };

const definition = Definition.parse({
  heddle: 1,
  name: "license.review",
  stages: ["parse", "enrich", "approve", "export"].map((id) => ({ id, kind: "code" })),
});

const run = (more: Partial<TreeRun>): TreeRun => ({
  id: 3,
  workflowName: "license.review",
  itemId: "GPL-3",
  status: "completed",
  createdAt: at(0),
  finishedAt: at(1200),
  definition,
  stages: [],
  artifacts: [],
  ...more,
});

test("a completed run is shown with durations, counts, the decision and the artifact", () => {
  const tree = runTree(
    run({
      stages: [
        stage("export", "completed", { startedAt: at(1100), finishedAt: at(1200) }),
        stage("parse", "completed", { startedAt: at(0), finishedAt: at(100) }),
        stage("approve", "completed", { reviewId: 7 }),
        stage("enrich", "completed", {
          startedAt: at(100),
          finishedAt: at(500),
          subtasks: { ...subtasks, awaiting_review: 0 },
        }),
      ],
      artifacts: [
        {
          hash: "a",
          name: "report.md",
          mediaType: "text/markdown",
          size: 4100,
          stageId: "export",
          taskId: 1,
          href: "",
        },
      ],
    }),
    { approve: { decision: "approved", decidedBy: "demo@example.org", formData: { risk: "medium", note: "" } } },
  );

  expect(tree).toBe(
    [
      "license.review  run 3  GPL-3  completed in 1.2 s",
      "  ✓ parse      completed   0.1 s",
      "  ✓ enrich     completed   0.4 s   18 of 18",
      "  ✓ approve    completed   by demo@example.org: approved, risk medium",
      "  ✓ export     completed   report.md 4.1 kB",
    ].join("\n"),
  );
});

test("what failed says why, what was not taken stays bare, what has not come yet is open", () => {
  const tree = runTree(
    run({
      status: "failed",
      itemId: null,
      stages: [
        stage("parse", "failed", { error: { code: "threw", message: "The license text is empty" } }),
        stage("enrich", "waiting"),
        stage("approve", "awaiting_review"),
        stage("export", "skipped", { skipReason: "not_taken" }),
      ],
    }),
  );

  expect(tree.split("\n")).toEqual([
    "license.review  run 3  failed in 1.2 s",
    "  ✗ parse      failed            The license text is empty",
    "  ○ enrich     waiting",
    "  ? approve    awaiting review",
    "  ↷ export     skipped",
  ]);
});

test("failed subtasks are counted", () => {
  const counts = { ...subtasks, completed: 6, failed: 1, running: 11, awaiting_review: 0 };

  expect(runTree(run({ stages: [stage("enrich", "running", { subtasks: counts })] }))).toContain("6 of 18, 1 failed");
});

test("a stage that goes on says how far it is, and the run how many stages have ended", () => {
  const progress = { succeeded: 3, failed: 1, expected: 10, note: "Encoding" };
  const tree = runTree(
    run({ status: "running", stages: [stage("parse", "completed"), stage("enrich", "suspended", { progress })] }),
  );

  expect(tree).toMatch(/ {2}running in 1\.2 s {2}1 of 2 stages\n/);
  expect(tree).toContain("Encoding: 3 of 10, 1 failed");
});

test.each([
  [312, "312 B"],
  [4100, "4.1 kB"],
  [1_500_000, "1.5 MB"],
])("%i bytes are %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
