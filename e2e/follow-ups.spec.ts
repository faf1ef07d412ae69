import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";
import { publish } from "#e2e/publish.ts";

const price = { type: "object", properties: { ticker: { type: "string" } }, required: ["ticker"] };

test("what a run starts is shown from both ends, and what failed is tried again", async ({ page, heddle }) => {
  const fetched = { id: "fetch", kind: "transform" as const, config: { expression: "input.ticker" } };
  await publish(heddle, "share.price", {
    title: "Price",
    input: price,
    itemId: { $: "input.ticker" },
    stages: [fetched],
  });
  await publish(heddle, "share.news", {
    title: "News",
    stages: [
      {
        id: "tickers",
        kind: "transform",
        config: { expression: "input.tickers" },
        spawns: [
          { workflow: "share.price", forEach: { $: "output" }, input: { ticker: { $: "item" } } },
          { workflow: "share.price" },
        ],
      },
      {
        id: "first",
        kind: "workflow",
        config: { workflow: "share.price", input: { ticker: { $: "input.tickers[0]" } } },
      },
    ],
  });
  const { runId } = await heddle.runs.start.mutate({
    workflow: "share.news",
    input: { tickers: ["AAPL", "GOOGL"] },
  });

  await page.goto(`/runs/${runId}`);
  await expect(page.getByText("Follow-ups of this run could not be started.")).toBeVisible();
  await page.getByRole("button", { name: "Show follow-ups" }).click();
  const started = page.getByRole("list", { name: "Follow-ups" });
  await expect(started.getByRole("listitem")).toHaveCount(3);
  await expect(started.getByText("first waits for it")).toBeVisible();
  await expect(started.getByText("Completed")).toHaveCount(3);
  const failed = page.getByRole("region", { name: "Not started" });
  await expect(failed.getByText("input.ticker: ticker is missing")).toBeVisible();
  await expectAccessible(page);
  await failed.getByRole("button", { name: "Retry share.price after tickers" }).click();
  await expect(failed.getByText("Not started")).toBeVisible();

  await started.getByRole("listitem").filter({ hasText: "GOOGL" }).getByRole("link").click();
  await page.getByRole("link", { name: `run ${runId} of News (tickers)` }).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${runId}\\?stage=tickers$`));

  await page.goto("/workflows/share.news");
  await page.getByRole("article", { name: /^tickers(,|$)/ }).click();
  const followUps = page.getByRole("region", { name: "Follow-ups" });
  await followUps.getByRole("button", { name: /for each of output/ }).click();
  await expect(followUps.getByLabel("Workflow")).toHaveValue("share.price");
  await expectAccessible(page);
});
