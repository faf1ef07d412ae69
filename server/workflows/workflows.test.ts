import { beforeEach, describe, expect, test } from "vitest";
import type { Definition } from "#core/definition.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
let editor: Caller;
let by: string;

beforeEach(async () => {
  const who = await (await newWorkspace(services)).as("editor");
  by = who.by;
  editor = callerFor(services, who);
});

const name = "document.review";
const definition = gatedDefinition(name);

async function saved(changes: Partial<Definition> = {}): Promise<number> {
  await editor.workflows.create({ name, title: "Gated" });
  return (await editor.workflows.saveDraft({ name, revision: 1, definition: { ...definition, ...changes } })).revision;
}

describe("a draft", () => {
  test("is kept although it makes no sense yet, with its problems", async () => {
    await editor.workflows.create({ name, title: "New" });
    const broken = { ...definition, dependencies: [{ from: "shape", to: "ghost", requiresSuccess: true }] };
    const { problems } = await editor.workflows.saveDraft({ name, revision: 1, definition: broken });

    expect(problems).toMatchObject([{ code: "unknown_stage" }]);
    expect(await editor.workflows.get({ name })).toMatchObject({
      draft: broken,
      revision: 2,
      problems,
      publishedVersion: null,
    });
  });

  test("is not overwritten by a save that started from an older revision", async () => {
    await editor.workflows.create({ name, title: "" });
    const saves = ["one", "two"].map((title) =>
      editor.workflows.saveDraft({ name, revision: 1, definition: { ...definition, title } }),
    );
    const results = await Promise.allSettled(saves);

    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const winner = results[0]?.status === "fulfilled" ? "one" : "two";
    expect(await editor.workflows.get({ name })).toMatchObject({ title: winner, revision: 2 });
  });

  test("keeps the name of its workflow", async () => {
    await editor.workflows.create({ name, title: "" });
    const renamed = { ...definition, name: "other" };

    await expect(editor.workflows.saveDraft({ name, revision: 1, definition: renamed })).rejects.toMatchObject({
      code: "BAD_REQUEST",
    });
  });
});

describe("publishing", () => {
  test("makes versions 1, 2, 3 that never change", async () => {
    const revision = await saved();
    expect(await editor.workflows.publish({ name, revision })).toEqual({ version: 1 });
    await editor.workflows.saveDraft({ name, revision, definition: { ...definition, title: "Changed" } });
    expect(await editor.workflows.publish({ name, revision: revision + 1 })).toEqual({ version: 2 });

    expect(await editor.workflows.version({ name, version: 1 })).toMatchObject({
      number: 1,
      definition,
      publishedBy: by,
    });
    expect(await editor.workflows.version({ name })).toMatchObject({ number: 2, definition: { title: "Changed" } });
    expect((await editor.workflows.versions({ name })).rows.map(({ number }) => number)).toEqual([2, 1]);
  });

  test("answers with the latest version when the content is the same", async () => {
    const revision = await saved();
    await editor.workflows.publish({ name, revision });
    const moved = definition.stages.map((stage) => ({ ...stage, position: { x: 1, y: 2 } }));
    await editor.workflows.saveDraft({ name, revision, definition: { ...definition, stages: moved } });

    expect((await editor.workflows.get({ name })).hasUnpublishedChanges).toBe(false);
    expect(await editor.workflows.publish({ name, revision: revision + 1 })).toEqual({ version: 1 });
  });

  test("by two at once makes one version", async () => {
    const revision = await saved();
    const versions = await Promise.all([1, 2, 3].map(() => editor.workflows.publish({ name, revision })));

    expect(versions).toEqual([{ version: 1 }, { version: 1 }, { version: 1 }]);
    expect((await editor.workflows.versions({ name })).rows).toHaveLength(1);
  });

  test("is refused for a revision that is not the stored one", async () => {
    const revision = await saved();

    await expect(editor.workflows.publish({ name, revision: revision - 1 })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect((await editor.workflows.versions({ name })).rows).toEqual([]);
  });
});

describe("an archived workflow", () => {
  test("leaves the list, starts no run, and comes back", async () => {
    await publish(editor, definition);
    await editor.workflows.archive({ name });

    expect((await editor.workflows.list({})).rows).toEqual([]);
    expect((await editor.workflows.list({ archived: true })).rows).toMatchObject([{ name }]);
    await expect(editor.runs.start({ workflow: name, input: { id: "a" } })).rejects.toMatchObject({ code: "CONFLICT" });
    await editor.workflows.restore({ name });
    await expect(editor.runs.start({ workflow: name, input: { id: "a" } })).resolves.toBeDefined();
  });
});

describe("export and import", () => {
  test.each(["json", "yaml"] as const)("as %s give back the same content", async (format) => {
    await publish(editor, definition);
    const { text, fileName } = await editor.workflows.export({ name, version: 1, format });
    const other = callerFor(services, await (await newWorkspace(services)).as("editor"));

    expect(fileName).toBe(`${name}.v1.${format}`);
    expect(await other.workflows.import({ text, format })).toEqual({ name });
    expect((await other.workflows.get({ name })).draft).toEqual(definition);
  });

  test.each(["json", "yaml"] as const)("as %s carry what is cached and what a change does over", async (format) => {
    const [shape, ...others] = definition.stages;
    if (!shape) throw new Error("no stage");
    const rebuilt: Definition = {
      ...definition,
      stages: [{ ...shape, cache: { scope: "run_only", ttlMs: 60_000, version: "1.0" } }, ...others],
      changeRequests: { "shape.update": ["shape"], "all.update": ["shape", "approve"] },
    };
    await publish(editor, rebuilt);
    const { text } = await editor.workflows.export({ name, version: 1, format });
    const other = callerFor(services, await (await newWorkspace(services)).as("editor"));
    await other.workflows.import({ text, format });

    expect((await other.workflows.get({ name })).draft).toEqual(rebuilt);
  });

  test("refuse what nests too deeply, by its place", async () => {
    const config = `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`;
    const text = `{"heddle":1,"name":"deep","stages":[{"id":"a","kind":"code","config":${config}}]}`;

    await expect(editor.workflows.import({ text, format: "json" })).rejects.toMatchObject({
      code: "BAD_REQUEST",
      message: expect.stringMatching(/^definition\.stages\.0\.config\.a.* levels deep$/),
    });
  });

  test("refuse YAML of more than a MiB, which would take long to read", async () => {
    const text = `- ${"a".repeat(1024 * 1024)}`;

    await expect(editor.workflows.import({ text, format: "yaml" })).rejects.toMatchObject({
      code: "PAYLOAD_TOO_LARGE",
    });
  });

  test("replace the draft of the workflow that has the name, not its versions", async () => {
    await publish(editor, definition);
    const text = JSON.stringify({ ...definition, title: "Imported" });
    await editor.workflows.import({ text, format: "json" });

    expect(await editor.workflows.get({ name })).toMatchObject({
      title: "Imported",
      publishedVersion: 1,
      hasUnpublishedChanges: true,
    });
  });
});

test("a duplicate starts with the draft of the original under its own name", async () => {
  await publish(editor, definition);
  await editor.workflows.duplicate({ name, newName: "document.copy" });

  expect(await editor.workflows.get({ name: "document.copy" })).toMatchObject({
    draft: { name: "document.copy", title: "Gated (copy)", stages: definition.stages },
    publishedVersion: null,
  });
  await expect(editor.workflows.duplicate({ name, newName: "document.copy" })).rejects.toMatchObject({
    code: "CONFLICT",
  });
});

test("the list is paged without a gap or a double, last changed first, and can be searched", async () => {
  for (let index = 0; index < 7; index++)
    await editor.workflows.create({ name: `w${index}`, title: `Number ${index} 100%` });
  const names: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<Caller["workflows"]["list"]>> = await editor.workflows.list({ cursor, limit: 3 });
    names.push(...page.rows.map((row) => row.name));
    cursor = page.next;
  } while (cursor);

  expect(names).toEqual(["w6", "w5", "w4", "w3", "w2", "w1", "w0"]);
  expect((await editor.workflows.list({ search: "NUMBER 4 100%" })).rows.map((row) => row.name)).toEqual(["w4"]);
  await expect(editor.workflows.list({ cursor: "nonsense" })).rejects.toMatchObject({ code: "BAD_REQUEST" });
});

test("the sample is the newest run's data, or nothing", async () => {
  await publish(editor, definition);
  expect(await editor.workflows.sample({ name })).toEqual({ runId: null, data: null });
  const input = { id: "a", text: "x".repeat(100_000) };
  const { runId } = await editor.runs.start({ workflow: name, input });
  await runTasks(services.pool, ({ stageId, subtask }) =>
    stageId === "shape" && subtask === null
      ? { to: "fanned_out", items: [1, 2], concurrency: null, keepsFailures: false }
      : { to: "completed", output: subtask },
  );

  const stages = { shape: { output: [0, 1] }, approve: { output: null } };
  expect(await editor.workflows.sample({ name })).toEqual({ runId, data: { input, item: { id: "a" }, stages } });
});
