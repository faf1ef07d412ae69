import { expect, test } from "vitest";
import { z } from "zod";
import { Artifact, defineStage, isStage, PermanentError, StageResult } from "#core/authoring/stages.ts";

const options = { name: "word.count", input: z.object({ text: z.string() }), output: z.object({ words: z.int() }) };

test("a stage is called by its kind, and by its name where it has no title", () => {
  const stage = defineStage({ ...options, run: ({ text }) => ({ words: text.split(" ").length }) });

  expect(stage).toMatchObject({ kind: "custom:word.count", title: "word.count", description: "" });
  expect(stage.config.safeParse({ anything: 1 }).success).toBe(false);
  expect(isStage(stage)).toBe(true);
});

test.each([{}, null, "stage", { kind: "custom:x", run: () => 1 }])("%j is no stage", (value) => {
  expect(isStage(value)).toBe(false);
});

test.each(["Word Count", "", "9lives", "a".repeat(101)])("the name %j is refused", (name) => {
  expect(() => defineStage({ ...options, name, run: () => ({ words: 0 }) })).toThrow(
    `The name ${JSON.stringify(name)} of a stage is not`,
  );
});

test("title, description and config are the author's", () => {
  const config = z.object({ language: z.string().default("en") });
  const stage = defineStage({
    ...options,
    title: "Count words",
    description: "Counts",
    config,
    run: (_input, context) => (context.config.language === "en" ? { words: 1 } : context.skip()),
  });

  expect(stage).toMatchObject({ title: "Count words", description: "Counts", config });
});

test("a permanent error says that no retry mends it", () => {
  expect(new PermanentError("gone")).toMatchObject({ name: "PermanentError", message: "gone", retryable: false });
});

test("what a stage returns beside its output is a result of its own, and an artifact has a schema", () => {
  expect(new StageResult({ kind: "fan_out", items: [1] }).outcome).toEqual({ kind: "fan_out", items: [1] });
  expect(
    Artifact.safeParse({ $artifact: { hash: "h", name: "a.md", mediaType: "text/markdown", size: 1 } }).success,
  ).toBe(true);
});
