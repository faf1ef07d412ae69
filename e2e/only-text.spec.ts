import type { Page } from "@playwright/test";
import { expect, test } from "#e2e/own-stack.ts";
import { publish } from "#e2e/publish.ts";

const NAME = "only.text";
const TEMPLATES = "{{7*7}} <%= 7*7 %>";
/** Who evaluates what people wrote, or takes it as HTML, betrays itself with this. */
const CANARY = `${TEMPLATES} <img src=x onerror="globalThis.wasTaken=1"><script>globalThis.wasTaken=1</script> [go](javascript:globalThis.wasTaken=1)`;

/** The page shows what was written as it was written, and nothing of it became a part of the page. */
async function expectOnlyText(page: Page, path: string, times = 1, opens = async () => {}): Promise<void> {
  await page.goto(path);
  await opens();
  await expect.poll(() => page.getByText(TEMPLATES).count(), { message: path }).toBeGreaterThanOrEqual(times);
  expect(
    await page.evaluate(() => ({
      wasTaken: "wasTaken" in globalThis,
      images: document.querySelectorAll('img[src="x"]').length,
      links: document.querySelectorAll('a[href^="javascript:"]').length,
    })),
    path,
  ).toEqual({ wasTaken: false, images: 0, links: 0 });
}

test("what people write is text on every screen, whatever it looks like", async ({ page, heddle }) => {
  await publish(heddle, NAME, {
    title: CANARY,
    description: CANARY,
    itemId: { $: "input.id" },
    stages: [
      {
        id: "say",
        kind: "code",
        title: CANARY,
        input: { text: { $: "input.text" } },
        config: {
          source: "export default async ({ text }) => { console.log(text); return { text } }",
        },
      },
      {
        id: "approve",
        kind: "review",
        title: CANARY,
        config: { summary: CANARY, details: { text: { $: "stages.say.output.text" } } },
      },
      {
        id: "fail",
        kind: "code",
        title: CANARY,
        input: { text: { $: "input.text" } },
        config: { source: "export default async (input) => { throw new Error(input.text) }" },
      },
    ],
    dependencies: [
      { from: "say", to: "approve" },
      { from: "approve", to: "fail" },
    ],
  });
  const input = { id: CANARY, text: CANARY };
  const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input });
  const { batchId } = await heddle.batches.submit.mutate({ workflow: NAME, title: CANARY, items: [{ input }] });
  await heddle.keys.create.mutate({ name: TEMPLATES, role: "viewer" });
  await heddle.functions.publish.mutate({
    name: "only.text",
    description: CANARY,
    seen: null,
    source: `// ${CANARY}\nexport const say = (input: string) => input;`,
  });

  const open = async () => (await heddle.reviews.list.query({})).rows;
  await expect.poll(async () => (await open()).length).toBe(2);
  const { id, taskId, attempt, contentHash } = await heddle.reviews.get.query({ reviewId: (await open())[0]?.id ?? 0 });
  await expectOnlyText(page, `/inbox/${id}`, 3);

  await heddle.reviews.decide.mutate({
    reviewId: id,
    taskId,
    attempt,
    contentHash,
    decision: "approved",
    comment: CANARY,
  });
  const failures = async () => (await heddle.runs.list.query({ status: "failed" })).rows;
  await expect.poll(async () => (await failures()).length).toBe(1);
  const [failed] = await failures();

  await expectOnlyText(page, "/workflows");
  await expectOnlyText(page, `/workflows/${NAME}`, 3);
  await expectOnlyText(page, "/runs", 2);
  await expectOnlyText(page, `/runs/${failed?.id ?? runId}`, 3);
  await expectOnlyText(page, `/items?workflow=${NAME}`);
  await expectOnlyText(page, "/batches");
  await expectOnlyText(page, `/batches/${batchId}`);
  await expectOnlyText(page, "/functions");
  await expectOnlyText(page, `/functions/${NAME}`);
  await expectOnlyText(page, "/notifications");
  await expectOnlyText(page, "/settings");
  await expectOnlyText(page, "/settings/audit", 1, () =>
    page.getByRole("button", { name: /^functions\.publish/ }).click(),
  );
});
