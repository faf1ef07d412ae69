import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exampleStack } from "#examples/testing/example-stack.ts";

const { owner, reaches, eventsOf, decide } = await exampleStack();
const textOf = (id: string) => readFileSync(join(import.meta.dirname, "documents", `${id}.txt`), "utf8");

type Event = Awaited<ReturnType<typeof eventsOf>>[number];

const SETTLED: Record<string, [stage: string, subtask: string]> = {
  completed: ["StageCompleted", "SubTaskCompleted"],
  failed: ["StageFailed", "SubTaskFailed"],
  skipped: ["StageSkipped", "SubTaskSkipped"],
};

/** What treadle calls an event of ours; null for those that it has no word for. */
function treadleName({ type, subtask, data }: Event): string | null {
  const isStage = subtask === null;
  if (type === "task.running") return isStage ? "StageStarted" : "SubTaskStarted";
  if (type === "task.fanned_out") return "FanOutStarted";
  if (type === "task.awaiting_review") return "ReviewRequired";
  const names = type === "task.settled" ? SETTLED[String(data.status)] : undefined;
  return names?.[isStage ? 0 : 1] ?? null;
}

const isOfSubtask = (line: string): boolean => line.startsWith("SubTask");

/** Treadle's events of a run in order. Subtasks run side by side: the lines of one fan-out are sorted. */
async function treadleEvents(runId: number): Promise<string[]> {
  const lines = (await eventsOf(runId)).flatMap((event) => {
    const name = treadleName(event);
    const of = event.subtask === null ? event.stageId : `${event.stageId}[${event.subtask}]`;
    return name ? [`${name} ${of}`] : [];
  });
  const first = lines.findIndex(isOfSubtask);
  const last = lines.findLastIndex(isOfSubtask);
  return [...lines.slice(0, first), ...lines.slice(first, last + 1).toSorted(), ...lines.slice(last + 1)];
}

const start = (id: string, text = textOf(id)) =>
  owner.runs.start({ workflow: "document.publish", input: { id, title: id, text } });

const UP_TO_REVIEW = [
  "StageStarted parse",
  "StageCompleted parse",
  "StageStarted enrich",
  "FanOutStarted enrich",
  "SubTaskCompleted enrich[0]",
  "SubTaskCompleted enrich[1]",
  "SubTaskCompleted enrich[2]",
  "SubTaskStarted enrich[0]",
  "SubTaskStarted enrich[1]",
  "SubTaskStarted enrich[2]",
  "StageCompleted enrich",
  "StageStarted review",
  "ReviewRequired review",
];

test("a document stops at its review, and is exported once it is approved", async () => {
  const { runId } = await start("gettysburg");
  await reaches(runId, "awaiting_review");
  expect(await treadleEvents(runId)).toEqual(UP_TO_REVIEW);

  await decide(runId, "approved");
  await reaches(runId, "completed");

  expect(await treadleEvents(runId)).toEqual([
    ...UP_TO_REVIEW,
    "StageCompleted review",
    "StageStarted export",
    "StageCompleted export",
  ]);
  const { stages } = await owner.runs.get({ runId });
  expect(stages.map(({ status }) => status)).toEqual(["completed", "completed", "completed", "completed"]);
});

test("what was found is shown to the reviewer, and stands in what is exported", async () => {
  const { runId } = await start("declaration");
  await reaches(runId, "awaiting_review");
  const { rows } = await owner.reviews.list({});
  const review = rows.find((row) => row.runId === runId);
  const { summary, details } = await owner.reviews.get({ reviewId: review?.id ?? 0 });
  expect(summary).toMatch(/^\*\*declaration\*\*: 2 paragraphs, \d+ words\. Keywords: .*equal/);
  expect(JSON.stringify(details)).toContain("Liberty");

  await decide(runId, "approved");
  await reaches(runId, "completed");
});

test("a document that is rejected is not exported", async () => {
  const { runId } = await start("rejected", textOf("gettysburg"));
  await reaches(runId, "awaiting_review");
  await decide(runId, "rejected");
  await reaches(runId, "completed");

  expect((await treadleEvents(runId)).slice(-3)).toEqual([
    "StageCompleted review",
    // Whether the way is taken is asked at its end (docs/decisions/002).
    "StageStarted export",
    "StageSkipped export",
  ]);
});

test("a document that cannot be enriched fails at that subtask, and nobody is asked", async () => {
  const { runId } = await start("torso", "A heading without an end");
  await reaches(runId, "failed");

  const events = await treadleEvents(runId);
  expect(events).toEqual(
    expect.arrayContaining(["SubTaskCompleted enrich[0]", "SubTaskCompleted enrich[1]", "SubTaskFailed enrich[2]"]),
  );
  expect(events.slice(-3)).toEqual(["StageFailed enrich", "StageFailed review", "StageFailed export"]);
});
