import { beforeEach, describe, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import type { Settlement } from "#core/settle.ts";
import { fannedOut, reviewed, TestWorker } from "#server/engine/testing/test-worker.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let workspace: Workspace;
let editor: Caller;
const NAME = "song.make";

const definition = (words = "'la'") =>
  Definition.parse({
    heddle: 1,
    name: NAME,
    stages: [
      { id: "write", kind: "transform", config: { expression: words } },
      { id: "parts", kind: "transform", config: { expression: "item" }, forEach: { items: { $: "input.parts" } } },
      { id: "mix", kind: "transform", config: { expression: "1" }, input: { song: { $: "stages.write.output" } } },
    ],
    dependencies: [
      { from: "write", to: "mix" },
      { from: "parts", to: "mix" },
    ],
  });

beforeEach(async () => {
  workspace = await newWorkspace(services);
  editor = callerFor(services, await workspace.as("editor"));
  await publish(editor, definition());
});

/** A run whose stages give these outputs; `parts` fans out into as many subtasks as outputs are given. */
async function runWith(outputs: Record<string, unknown> = {}, parts: unknown[] = ["a", "b"]): Promise<number> {
  const { runId } = await editor.runs.start({ workflow: NAME, input: { parts } });
  await new TestWorker(services.pool).runAll(({ stageId, subtask }): Settlement => {
    if (stageId !== "parts") return { to: "completed", output: outputs[stageId] ?? null };
    return subtask === null ? fannedOut(parts.length) : { to: "completed", output: parts[subtask] };
  });
  await took(runId, 0);
  return runId;
}

/** How long each task of a run took: the machine's own time says nothing. */
const took = (runId: number, ms: number) =>
  services.pool.query(
    "update task set started_at = finished_at - $2 * interval '1 ms' where run_id = $1 and started_at is not null",
    [runId, ms],
  );

const compare = (runId: number, otherRunId: number) => editor.runs.compare({ runId, otherRunId });
const differing = ({ stages }: Awaited<ReturnType<typeof compare>>) =>
  Object.fromEntries(
    stages.filter(({ differs }) => differs.length > 0).map(({ stageId, differs }) => [stageId, differs]),
  );

describe("a comparison of two runs", () => {
  test("finds nothing where they went the same way", async () => {
    const comparison = await compare(
      await runWith({ write: { la: 1, li: 2 } }),
      await runWith({ write: { li: 2, la: 1 } }),
    );

    expect(comparison).toMatchObject({ firstDiffering: null, hasOtherInput: false });
    expect(differing(comparison)).toEqual({});
    expect(comparison.stages.map(({ stageId }) => stageId)).toEqual(["write", "parts", "mix"]);
  });

  test("names where they part, with the tasks whose payloads can be read", async () => {
    const [first, second] = [await runWith({ write: "la" }), await runWith({ write: "lo" })];
    const comparison = await compare(first, second);

    expect(comparison.firstDiffering).toBe("write");
    expect(differing(comparison)).toEqual({ write: ["output"] });
    const write = comparison.stages.find(({ stageId }) => stageId === "write");
    const task = await editor.runs.task({ runId: second, taskId: write?.second?.taskId ?? 0 });
    expect(task).toMatchObject({ stageId: "write", output: { value: "lo" } });
  });

  test("tells of a stage that took much longer", async () => {
    const [first, second] = [await runWith(), await runWith()];
    await took(second, 2_000);
    expect(differing(await compare(first, second))).toEqual({ write: ["time"], parts: ["time"], mix: ["time"] });
  });

  test("tells what an edit of the workflow changed", async () => {
    const first = await runWith();
    const next = { ...definition("'lo'"), dependencies: [], stages: definition("'lo'").stages.slice(0, 2) };
    const { revision } = await editor.workflows.saveDraft({ name: NAME, revision: 2, definition: next });
    await editor.workflows.publish({ name: NAME, revision });
    const comparison = await compare(first, await runWith());

    expect(differing(comparison)).toEqual({ write: ["code"], mix: ["only_in_first"] });
    expect(comparison).toMatchObject({ firstDiffering: "write", first: { version: 1 }, second: { version: 2 } });
    expect(comparison.stages.at(-1)).toMatchObject({ stageId: "mix", second: null });
  });

  test("counts the subtasks that differ, also those that only one run has", async () => {
    const comparison = await compare(await runWith({}, ["a", "b"]), await runWith({}, ["a", "c", "d"]));

    expect(comparison).toMatchObject({ firstDiffering: "parts", hasOtherInput: true });
    expect(differing(comparison)).toEqual({ parts: ["output"] });
    const parts = comparison.stages.find(({ stageId }) => stageId === "parts");
    expect(parts?.subtasks).toEqual({
      differing: 2,
      sample: [
        { subtask: 1, first: expect.any(Object), second: expect.any(Object) },
        { subtask: 2, first: null, second: expect.any(Object) },
      ],
    });
  });

  test("takes what an update run reused for the same output by another way", async () => {
    const first = await runWith({ write: "la", mix: "m" });
    const { runId } = await editor.runs.update({ runId: first, stages: ["mix"] });
    await new TestWorker(services.pool).runAll(() => ({ to: "completed", output: "n" }));
    const comparison = await compare(first, runId);

    expect(differing(comparison)).toEqual({ write: ["cache"], parts: ["cache"], mix: ["output"] });
    expect(comparison.stages.find(({ stageId }) => stageId === "parts")).toMatchObject({
      second: { skipReason: "reused", source: { runId: first } },
      subtasks: { differing: 0 },
    });
  });

  test("tells apart what people decided, and not who did and when", async () => {
    await publish(editor, gatedDefinition("gated.one"));
    const [first, second, third] = [
      await decidedRun("gated.one", "approved"),
      await decidedRun("gated.one", "approved", "owner"),
      await decidedRun("gated.one", "rejected"),
    ];

    expect(differing(await compare(first, second))).toEqual({});
    const other = await compare(first, third);
    expect(differing(other)).toEqual({ approve: ["decision", "status"] });
    expect(other.firstDiffering).toBe("approve");
  });

  test("refuses a run that the workspace does not have, and says which", async () => {
    const runId = await runWith();
    await expect(compare(runId, 999_999)).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: "There is no run 999999",
      cause: { field: "otherRunId" },
    });
    const home = await newWorkspace(services);
    const { runId: foreign } = await gatedRun(services, home, "gated.foreign");
    await expect(compare(foreign, runId)).rejects.toMatchObject({ code: "NOT_FOUND", cause: { field: "runId" } });
  });

  test("refuses runs of two workflows", async () => {
    const runId = await runWith();
    const { runId: gated } = await gatedRun(services, workspace, "gated.two");
    await expect(compare(runId, gated)).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: `otherRunId: run ${gated} is one of gated.two, and run ${runId} one of song.make`,
    });
  });
});

/** A run of a gated workflow of which somebody has said this. */
async function decidedRun(
  workflow: string,
  decision: "approved" | "rejected",
  role: "reviewer" | "owner" = "reviewer",
): Promise<number> {
  const { runId } = await editor.runs.start({ workflow, input: { id: "one", text: "a text" } });
  await new TestWorker(services.pool).runAll(({ stageId }) =>
    stageId === "shape" ? { to: "completed", output: "one" } : reviewed(),
  );
  const { rows } = await editor.reviews.list({});
  const { id: reviewId = 0, taskId = 0 } = rows.find((review) => review.runId === runId) ?? {};
  const { attempt, contentHash } = await editor.reviews.get({ reviewId });
  const reviewer = callerFor(services, await workspace.as(role));
  await reviewer.reviews.decide({ reviewId, taskId, attempt, contentHash, decision });
  await took(runId, 0);
  return runId;
}
