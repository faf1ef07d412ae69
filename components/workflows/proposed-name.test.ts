import { expect, test } from "vitest";
import { proposedName } from "#components/workflows/proposed-name.ts";
import { WorkflowName } from "#core/workflow-name.ts";

test.each([
  ["Document review", "document.review"],
  ["Ärger mit Preisen (neu)", "arger.mit.preisen.neu"],
  ["2 prices", "prices"],
  ["  -- ", ""],
])("%s is proposed as %s", (title, name) => {
  expect(proposedName(title)).toBe(name);
});

test("a proposed name is a valid one, however long the title is", () => {
  expect(WorkflowName.safeParse(proposedName("long title ".repeat(30))).success).toBe(true);
});
