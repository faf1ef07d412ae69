import { expect } from "@playwright/test";
import { expectCaughtUp, expectWhole, test } from "#e2e/two-hundred-tasks.ts";

test("a run and its page survive a kill -9 of the web process", async ({ page, stack, heddle, service, runId }) => {
  let loads = 0;
  page.on("load", () => loads++);

  stack.web.crash();
  service.open();

  await expect.poll(() => stack.web.restarts).toBe(1);
  await expectWhole(heddle, stack.databaseUrl, runId);
  await expectCaughtUp(page);
  expect(loads).toBe(0);
});
