import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { workflow } from "#core/authoring/workflow.ts";
import type { Definition } from "#core/definition.ts";
import { exampleStack } from "#examples/testing/example-stack.ts";
import { loadStages } from "#worker/stages/load-stages.ts";

const { owner, reaches, eventsOf, decide, query } = await exampleStack({
  loaded: await loadStages(import.meta.dirname),
});
const text = readFileSync(join(import.meta.dirname, "../document/documents/gettysburg.txt"), "utf8");

async function publish(definition: Definition): Promise<void> {
  await owner.workflows.import({ text: JSON.stringify(definition), format: "json" });
  const { revision } = await owner.workflows.get({ name: definition.name });
  await owner.workflows.publish({ name: definition.name, revision });
}

const outputsOf = async (runId: number) =>
  (
    await query<{ output: unknown }>("select output from task where run_id = $1 order by subtask nulls first", [runId])
  ).map(({ output }) => output);

await publish(
  workflow("text.words")
    .stage("count", {
      kind: "custom:word.frequency",
      config: { most: 1, shortest: 6, pauseMs: 40 },
      input: { text: { $: "input.text" } },
    })
    .stage("sum", { kind: "transform", config: { expression: "$count(stages.count.output)" } })
    .after("count")
    .build(),
);
await publish(
  workflow("expense.check")
    .stage("limit", { kind: "custom:spending.limit", config: { limit: 50 } })
    .build(),
);

test("a stage that fans out runs once for each paragraph, and the next stage reads the list", async () => {
  const { runId } = await owner.runs.start({ workflow: "text.words", input: { text } });
  await reaches(runId, "completed");

  const subtasks = await query<{ output: unknown }>(
    "select output from task where run_id = $1 and subtask is not null order by subtask",
    [runId],
  );
  expect(subtasks.map(({ output }) => output)).toEqual([
    [{ word: "brought", times: 1 }],
    [{ word: "nation", times: 3 }],
    [{ word: "people", times: 3 }],
  ]);
  const events = await eventsOf(runId);
  expect(events.find(({ type }) => type === "task.log")?.data).toMatchObject({
    lines: [{ text: expect.stringMatching(/^paragraph \d has \d+ words that count$/) }],
  });
  const progress = events.filter(({ type }) => type === "task.progress");
  expect(progress.length).toBeGreaterThan(0);
  expect(progress[0]?.data).toMatchObject({ failed: 0, succeeded: expect.any(Number), note: expect.any(String) });
});

test("an amount within the limit is skipped with an output, and the run completes", async () => {
  const { runId } = await owner.runs.start({ workflow: "expense.check", input: { amount: 20, purpose: "tea" } });
  await reaches(runId, "completed");

  expect(await outputsOf(runId)).toEqual([{ decision: "approved", comment: "within 50 EUR" }]);
});

test("a larger amount waits for a person, whose decision becomes the output", async () => {
  const { runId } = await owner.runs.start({ workflow: "expense.check", input: { amount: 900, purpose: "a chair" } });
  await reaches(runId, "awaiting_review");
  await decide(runId, "approved", { account: "4711" });
  await reaches(runId, "completed");

  expect(await outputsOf(runId)).toMatchObject([{ decision: "approved", form: { account: "4711" } }]);
});

test("what nobody may spend fails for good, and an input that does not fit names the field", async () => {
  const tooMuch = await owner.runs.start({ workflow: "expense.check", input: { amount: 20_000, purpose: "a car" } });
  const wrong = await owner.runs.start({ workflow: "expense.check", input: { amount: "20", purpose: "tea" } });
  await reaches(tooMuch.runId, "failed");
  await reaches(wrong.runId, "failed");

  const errorOf = async (runId: number) => (await owner.runs.get({ runId })).stages[0]?.error?.message;
  expect(await errorOf(tooMuch.runId)).toBe("PermanentError: 20000 EUR is more than anybody may spend");
  expect(await errorOf(wrong.runId)).toMatch(/^input\.amount: /);
});
