import { runSteps } from "#scripts/testing/run-steps.ts";
import { browser, build, histories, journeys, lint, redis, types, unit, unused } from "#scripts/testing/steps.ts";

const [part, ...args] = process.argv.slice(2);

if (part === "unit") await runSteps([() => unit(args)]);
else if (part === "histories") await runSteps([() => histories(args)]);
else if (part === "e2e") await runSteps([browser, build, () => journeys(args)]);
else await runSteps([browser, redis, lint, types, unused, () => unit([]), build, () => journeys([])]);
