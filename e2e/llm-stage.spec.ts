import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";
import { delta, ending, modelServer, says, streams } from "#server/testing/model-server.ts";

const NAME = "letter.reply";
const READ = { wish: "A new lid before Sunday", isUpset: true, order: "4711" };
const USED = { usage: { prompt_tokens: 2_000, completion_tokens: 500 } };

test.use({ settings: { HEDDLE_ALLOW_CIDRS: "127.0.0.1/32" } });

test("the example with a model says what to set, then its text is seen while it is written, with tokens and cost", async ({
  page,
  heddle,
}) => {
  test.slow();
  const model = await modelServer();
  const secondHalf = Promise.withResolvers<void>();
  try {
    // Without a model to ask, the draft says what is missing, and where it is set.
    await page.goto(`/workflows/${NAME}`);
    const problems = page.getByRole("button", { name: "2 problems" });
    await problems.click();
    await expect(page.getByRole("dialog", { name: "Problems" })).toContainText(
      "Stage draft: config.service: there is no service llm; an editor adds it in the settings",
    );
    await page.keyboard.press("Escape");
    await page.getByRole("article", { name: /^Draft a reply(,|$)/ }).click();
    const inspector = page.getByRole("complementary", { name: "Inspector" });
    await expect(inspector.getByLabel("Service")).toContainText("llm (there is none)");
    await expectAccessible(page);

    await heddle.secrets.set.mutate({ name: "MODEL_KEY", value: "sk-for-the-model" });
    await heddle.services.save.mutate({
      service: { name: "llm", baseUrl: model.url, auth: { type: "bearer", secret: "MODEL_KEY" } },
      version: null,
    });
    await page.reload();
    await expect(page.getByRole("article", { name: /^Draft a reply(,|$)/ })).toBeVisible();
    await expect(problems).toBeHidden();
    await page.getByRole("button", { name: "Publish" }).click();
    await page.getByRole("button", { name: "Publish version 1" }).click();
    await expect(page.getByText("Version 1 is published")).toBeVisible();

    model.replies.push(
      says(JSON.stringify(READ), USED),
      streams(delta("Dear M. Brandt,\n\nwe are sorry"), secondHalf.promise, delta(" about the lid."), ending(USED)),
    );
    const letter = "My teapot (order 4711) came without a whole lid!";
    const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: { id: "L-1", letter } });
    await page.goto(`/runs/${runId}?stage=draft`);
    const written = page.getByRole("region", { name: "Text so far" });
    await expect(written).toContainText("we are sorry");
    await expect(written).not.toContainText("about the lid");
    await expect(page.getByText("Writing…")).toBeVisible();
    await expectAccessible(page);
    secondHalf.resolve();
    await expect(page.getByRole("region", { name: "Output" })).toContainText("we are sorry about the lid.");
    await expect(written).toBeHidden();
    await expect(page.getByText("2,000 tokens in, 500 out, $0.0015").first()).toBeVisible();
    // The first stage has asked, too.
    await expect(page.getByText("4,000 tokens in, 1,000 out, $0.003")).toBeVisible();
    await page.getByRole("tab", { name: "Attempts" }).click();
    await expect(page.getByText("gpt-5-mini: 2,000 tokens in, 500 out, $0.0015")).toBeVisible();

    const [, asked] = model.asked;
    expect(asked?.headers.authorization).toBe("Bearer sk-for-the-model");
    expect(asked?.messages.at(-1)?.content).toContain("The customer is upset");

    // In the dark and on a phone.
    await page.goto(`/runs/${runId}?stage=draft&tab=output`);
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 375, height: 700 });
    await expect(page.getByRole("region", { name: "Output" })).toContainText("about the lid.");
    await expect(page.getByRole("region", { name: "Reported progress" })).toBeHidden();
    await expectAccessible(page);
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow).toBeLessThanOrEqual(0);
  } finally {
    secondHalf.resolve();
    model.close();
  }
});
