import { expect, test } from "vitest";
import { dependencyFlows } from "#components/run/dependency-flows.ts";
import { sampleDefinition } from "#components/run/run-samples.ts";
import type { SkipReason, TaskStatus } from "#core/statuses.ts";

const stage = (stageId: string, status: TaskStatus, skipReason: SkipReason | null = null) => ({
  stageId,
  status,
  skipReason,
});
const flows = (...stages: ReturnType<typeof stage>[]) => Object.fromEntries(dependencyFlows(sampleDefinition, stages));

test("a dependency is open until the stage before it has settled", () => {
  expect(flows(stage("parse", "running"), stage("enrich", "waiting"))).toEqual({});
});

test("a completed stage lets the next one go", () => {
  expect(flows(stage("parse", "completed"), stage("enrich", "running"))).toEqual({ "parse->enrich": "taken" });
});

test("a failed stage breaks what requires its success", () => {
  expect(flows(stage("parse", "failed"), stage("enrich", "failed"))).toMatchObject({ "parse->enrich": "broken" });
});

test("a stage that no path led to leaves what follows untaken", () => {
  expect(
    flows(
      stage("parse", "completed"),
      stage("enrich", "skipped", "not_taken"),
      stage("approve", "skipped", "not_taken"),
    ),
  ).toEqual({
    "parse->enrich": "not_taken",
    "enrich->approve": "not_taken",
    "approve->publish": "not_taken",
  });
});
