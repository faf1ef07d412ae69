import { expect } from "@playwright/test";
import { expectAccessible } from "#e2e/axe.ts";
import { expectCaughtUp, expectWhole, test } from "#e2e/two-hundred-tasks.ts";

test("a run survives a kill -9 of the worker", async ({ page, stack, heddle, service, runId }) => {
  let loads = 0;
  page.on("load", () => loads++);
  const [worker] = stack.workers;

  worker?.crash();
  service.open();

  await expect.poll(() => worker?.restarts).toBe(1);
  await expectWhole(heddle, stack.databaseUrl, runId);
  await expectCaughtUp(page);
  expect(loads).toBe(0);
  await expectAccessible(page);
});
