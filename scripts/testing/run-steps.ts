import type { Counts } from "#scripts/testing/step.ts";

/** Runs every step, whatever the ones before said, and ends with the one line `N passed, N failed`. */
export async function runSteps(steps: readonly (() => Promise<Counts>)[]): Promise<void> {
  const total: Counts = { passed: 0, failed: 0 };
  for (const step of steps) {
    const { passed, failed } = await step();
    total.passed += passed;
    total.failed += failed;
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}
