import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";

test.use({ settings: { HEDDLE_ALLOW_CIDRS: "127.0.0.1/32" } });

const NAME = "price.orders";

/** A service that tells prices, and counts who asked. */
async function startPrices() {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(request.url ?? "");
    request.resume();
    response.setHeader("content-type", "application/json").end(JSON.stringify({ price: 10 * seen.length }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen, close };
}

test("a stage runs alone with pinned input: output, log and calls are seen, and a mock answers a call", async ({
  page,
  heddle,
}) => {
  test.slow();
  const prices = await startPrices();
  try {
    const source = `export default async (input) => {
  console.log("pricing", input.order);
  const ask = (path) => callHost("http", "fetch", { url: "${prices.url}/" + path });
  const { body } = await ask("base");
  const extra = await ask("extra").catch((error) => ({ body: { price: error.message } }));
  return { order: input.order, price: body.price, extra: extra.body.price };
}`;
    await heddle.workflows.create.mutate({ name: NAME, title: "Price orders" });
    await heddle.workflows.saveDraft.mutate({
      name: NAME,
      revision: 1,
      definition: {
        heddle: 1,
        name: NAME,
        title: "Price orders",
        stages: [{ id: "price", kind: "code", title: "Price", config: { source } }],
      },
    });
    await heddle.workflows.publish.mutate({ name: NAME, revision: 2 });
    const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: { order: "A-1" } });
    await expect.poll(async () => (await heddle.runs.get.query({ runId })).status).toBe("completed");
    expect(prices.seen).toHaveLength(2);

    await page.goto(`/workflows/${NAME}`);
    await page.getByRole("article", { name: /^Price(,|$)/ }).click();
    await page.getByRole("complementary", { name: "Inspector" }).getByRole("button", { name: "Run alone" }).click();
    const dialog = page.getByRole("dialog", { name: "Run Price alone" });
    const input = dialog.getByRole("textbox", { name: "Pinned input" });
    // The newest run has been here: nobody needs to type its input.
    await expect(input).toContainText("A-1");
    await input.fill('{ "order": ');
    await expect(dialog.getByText("This is not JSON yet")).toBeVisible();
    await expect(dialog.getByRole("button", { name: "Run alone" })).toBeDisabled();
    await input.fill('{ "order": "B-2" }');
    await expect(dialog.getByText("Calls are really made")).toBeVisible();
    await dialog.getByRole("button", { name: "Run alone" }).click();

    const result = dialog.getByRole("region", { name: "Result" });
    await expect(result.getByText("Completed")).toBeVisible();
    await expect(result.getByRole("region", { name: "Output" })).toContainText('order: "B-2"price: 30extra: 40');
    const timeline = result.getByRole("list", { name: "Timeline" });
    await expect(timeline.getByRole("listitem")).toHaveCount(3);
    await expect(timeline.getByRole("listitem").first()).toContainText("pricing B-2");
    const second = timeline.getByRole("listitem").nth(2);
    await second.getByRole("button", { name: /http\.fetch/ }).click();
    await expect(second.getByRole("region", { name: "Asked with" })).toContainText("/extra");
    await expect(second.getByRole("region", { name: "Answered" })).toContainText("price: 40");
    await expectAccessible(page);

    // From then on the second call is answered by a mock, with an error.
    await second.getByRole("button", { name: "Answer with this instead" }).click();
    await second.getByLabel("With", { exact: true }).selectOption("an error");
    await second.getByLabel("Code").fill("sold_out");
    await second.getByLabel("Message").fill("No more of it");
    await expectAccessible(page);
    await second.getByRole("button", { name: "Use this answer" }).click();
    const mocks = dialog.getByRole("region", { name: "Mocks" });
    await expect(mocks).toContainText("http.fetch, call 2throws sold_out: No more of it");
    await dialog.getByRole("button", { name: "Run alone" }).click();
    await expect(result.getByRole("region", { name: "Output" })).toContainText('price: 50extra: "No more of it"');
    await expect(timeline.getByText("by a mock")).toHaveCount(1);
    expect(prices.seen).toEqual(["/base", "/extra", "/base", "/extra", "/base"]);

    // What is pinned is kept with the draft, for whoever comes next.
    await page.reload();
    await page.getByRole("article", { name: /^Price(,|$)/ }).click();
    await page.getByRole("button", { name: "Run alone" }).click();
    await expect(input).toContainText("B-2");
    await expect(mocks).toContainText("sold_out");
    await mocks.getByRole("button", { name: /^Remove the mock/ }).click();
    await expect(mocks).toBeHidden();
    await dialog.getByRole("button", { name: "Use the last real input" }).click();
    await expect(dialog.getByText(`Filled in from run ${runId}.`)).toBeVisible();
    await expect(input).toContainText("A-1");

    // No run has come of it.
    expect((await heddle.runs.list.query({ workflow: NAME })).rows).toMatchObject([{ id: runId }]);

    // Code that waits keeps its text: the editor counts it after a new version, and offers to restart it.
    const change = async (text: string) => {
      const { draft, revision } = await heddle.workflows.get.query({ name: NAME });
      const stages = draft.stages.map((stage) => ({ ...stage, config: { ...stage.config, source: text } }));
      const saved = await heddle.workflows.saveDraft.mutate({ name: NAME, revision, definition: { ...draft, stages } });
      await heddle.workflows.publish.mutate({ name: NAME, revision: saved.revision });
    };
    await change("export default () => sleep(1e9)");
    const { runId: older } = await heddle.runs.start.mutate({ workflow: NAME, input: { order: "C-3" } });
    await expect.poll(async () => (await heddle.runs.get.query({ runId: older })).stages[0]?.status).toBe("suspended");
    await change("export default (input) => {\n  throw new Error(input.order);\n}");
    await page.goto(`/workflows/${NAME}`);
    await expect(page.getByText("1 task in 1 run is still at work in code older than version 3")).toBeVisible();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Restart with version 3" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Restart" }).click();
    await expect(page.getByText("1 run restarted")).toBeVisible();
    await expect(page.getByText("still at work in code older")).toBeHidden();
    expect((await heddle.runs.get.query({ runId: older })).status).toBe("canceled");

    // The line of an error leads to the editor, at that line.
    const { rows } = await heddle.runs.list.query({ workflow: NAME });
    const failed = Math.max(...rows.map(({ id }) => id));
    await page.goto(`/runs/${failed}?stage=price`);
    await page.getByRole("link", { name: "Open line 2 in the editor" }).first().click();
    const code = page.getByRole("textbox", { name: "Code" });
    await expect(code).toBeFocused();
    expect(await page.evaluate(() => getSelection()?.toString())).toContain("throw new Error");

    // The calls of the real run, in its panel; in the dark and on a phone as well.
    await page.goto(`/runs/${runId}?stage=price&tab=calls`);
    const calls = page.getByRole("region", { name: "Calls" });
    await expect(calls.getByRole("listitem")).toHaveCount(2);
    await calls
      .getByRole("button", { name: /http\.fetch/ })
      .first()
      .click();
    await expect(calls.getByRole("region", { name: "Answered" })).toContainText("price: 10");
    await page.emulateMedia({ colorScheme: "dark" });
    await expectAccessible(page);
    await page.setViewportSize({ width: 375, height: 700 });
    await expectAccessible(page);
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow).toBeLessThanOrEqual(0);
  } finally {
    prices.close();
  }
});
