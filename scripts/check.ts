import { runSteps } from "#scripts/testing/run-steps.ts";
import { build, lint, types, unit, unused } from "#scripts/testing/steps.ts";

await runSteps([lint, types, unused, () => unit([]), build]);
