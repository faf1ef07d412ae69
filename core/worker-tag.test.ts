import { expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { lineOfTag, tagOfLine, WorkerTag } from "#core/worker-tag.ts";

test.each(["gpu", "eu-west.2", "a"])("%s is a tag", (tag) => {
  expect(WorkerTag.safeParse(tag).success).toBe(true);
});

test.each(["", "GPU", "2fast", "a b", "a,b", "a".repeat(41)])('"%s" is no tag', (tag) => {
  expect(WorkerTag.safeParse(tag).success).toBe(false);
});

test("work that names no tag stands in line with that of the default", () => {
  expect(["gpu", "default", undefined].map(lineOfTag)).toEqual(["gpu", "", ""]);
  expect(["gpu", ""].map(tagOfLine)).toEqual(["gpu", "default"]);
});

test("a stage and a workflow name a tag, and a wrong one is refused where it stands", () => {
  const stage = { id: "a", kind: "transform", config: { expression: "1" } };
  const definition = { heddle: 1, name: "tagged", workerTag: "eu", stages: [{ ...stage, workerTag: "gpu" }] };
  expect(Definition.parse(definition)).toMatchObject({ workerTag: "eu", stages: [{ workerTag: "gpu" }] });

  const wrong = Definition.safeParse({ ...definition, stages: [{ ...stage, workerTag: "Two words" }] });
  expect(wrong.error?.issues[0]?.path).toEqual(["stages", 0, "workerTag"]);
});
