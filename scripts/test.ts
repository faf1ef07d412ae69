import { runSteps } from "#scripts/testing/run-steps.ts";
import type { Counts } from "#scripts/testing/step.ts";
import { browser, build, histories, journeys, lint, redis, types, unit, unused } from "#scripts/testing/steps.ts";

const [part = "all", ...args] = process.argv.slice(2);

const PARTS: Record<string, (() => Promise<Counts>)[]> = {
  all: [browser, redis, lint, types, unused, () => unit([]), build, () => journeys([])],
  unit: [() => unit(args)],
  histories: [() => histories(args)],
  e2e: [browser, build, () => journeys(args)],
};

const steps = PARTS[part];
if (steps) await runSteps(steps);
else {
  console.error(`There is no part ${part} of the tests: unit, histories or e2e; all of them without a word`);
  process.exitCode = 2;
}
