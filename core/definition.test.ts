import { expect, test } from "vitest";
import { Definition, MAX_STAGES, StageId } from "#core/definition.ts";
import { WorkflowName } from "#core/workflow-name.ts";

test("a definition is filled with the defaults that it leaves out", () => {
  const definition = Definition.parse({
    heddle: 1,
    name: "document.review",
    stages: [{ id: "parse", kind: "code", retry: {}, forEach: { items: { $: "input" } } }],
    dependencies: [{ from: "a", to: "b" }],
  });
  expect(definition.title).toBe("");
  expect(definition.stages[0]).toEqual({
    id: "parse",
    kind: "code",
    config: {},
    retry: { maxAttempts: 1, backoffMs: 1_000, factor: 2, maxBackoffMs: 300_000 },
    forEach: { items: { $: "input" }, onFailure: "fail" },
    timeoutMs: 60_000,
    allowFailure: false,
  });
  expect(definition.dependencies).toEqual([{ from: "a", to: "b", requiresSuccess: true }]);
});

test("a workflow's name is lower case words joined by . _ or -", () => {
  for (const good of ["a", "document.review", "a1-b_c.d", "x".repeat(100)])
    expect(WorkflowName.safeParse(good).success).toBe(true);
  for (const bad of ["", "A", "a..b", ".a", "a.", "ä", "a b", "1a", "x".repeat(101)])
    expect(WorkflowName.safeParse(bad).success).toBe(false);
});

test("a stage's id is a letter, then letters, digits and _", () => {
  for (const good of ["a", "Parse_2", "x".repeat(64)]) expect(StageId.safeParse(good).success).toBe(true);
  for (const bad of ["", "2a", "_a", "a-b", "a.b", "x".repeat(65)]) expect(StageId.safeParse(bad).success).toBe(false);
});

test("what a definition does not know is refused", () => {
  const shape = { heddle: 1, name: "a", stages: [] };
  expect(Definition.safeParse(shape).success).toBe(true);
  for (const bad of [
    { ...shape, heddle: 2 },
    { ...shape, color: "red" },
    { ...shape, stages: [{ id: "a", kind: "magic" }] },
    { ...shape, stages: [{ id: "a", kind: "code", timeoutMs: 9 }] },
    { ...shape, stages: [{ id: "a", kind: "code", retry: { maxAttempts: 0 } }] },
    { ...shape, dependencies: [{ from: "a", to: "b", if: { $: "x" } }] },
    { ...shape, stages: Array.from({ length: MAX_STAGES + 1 }, (_, index) => ({ id: `s${index}`, kind: "code" })) },
  ])
    expect(Definition.safeParse(bad).success).toBe(false);
});
