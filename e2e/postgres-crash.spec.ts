import { expect } from "@playwright/test";
import { expectCaughtUp, expectWhole, test } from "#e2e/two-hundred-tasks.ts";

test("a run survives a kill -9 of Postgres", async ({ page, stack, heddle, service, runId }) => {
  let loads = 0;
  page.on("load", () => loads++);
  const killed = stack.postgres?.pid ?? 0;

  process.kill(killed, "SIGKILL");
  service.open();

  await expect.poll(() => stack.postgres?.pid).not.toBe(killed);
  await expectWhole(heddle, stack.databaseUrl, runId);
  await expectCaughtUp(page);
  expect(loads).toBe(0);
});
