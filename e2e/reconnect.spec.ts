import { expect, type Page } from "@playwright/test";
import { BEFORE_THE_BREAK, expectCaughtUp, expectVisits, expectWhole, test } from "#e2e/two-hundred-tasks.ts";

const MEANWHILE = 50;

test("a page that was offline in mid-run catches up without a gap", async ({
  page,
  context,
  stack,
  heddle,
  service,
  runId,
}) => {
  await context.setOffline(true);
  await expect(page.getByRole("status", { name: "Connection" })).toContainText("offline");
  service.letThrough(MEANWHILE);
  await expect
    .poll(async () => (await heddle.runs.get.query({ runId })).stages[1]?.subtasks?.completed)
    .toBe(BEFORE_THE_BREAK + MEANWHILE);
  await context.setOffline(false);

  await expectVisits(page, BEFORE_THE_BREAK + MEANWHILE);
  service.open();
  await expectWhole(heddle, stack.databaseUrl, runId);
  await expectCaughtUp(page);
  await expectAllEvents(page, (await heddle.runs.get.query({ runId })).lastSeq);
});

test("a page that is reloaded in mid-run goes on where the run is", async ({ page, stack, heddle, service, runId }) => {
  await page.reload();
  await expectVisits(page, BEFORE_THE_BREAK);
  await expect(page.getByRole("status", { name: "Connection" })).toHaveText("live");

  service.open();
  await expectWhole(heddle, stack.databaseUrl, runId);
  await expectCaughtUp(page);
  await expectAllEvents(page, (await heddle.runs.get.query({ runId })).lastSeq);
});

async function expectAllEvents(page: Page, lastSeq: number) {
  await page.keyboard.press("e");
  await page.getByRole("checkbox", { name: "Subtasks too" }).click();
  await expect(page.getByText(`${lastSeq.toLocaleString("en-US")} events`, { exact: true })).toBeVisible();
}
