import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";
import { publish } from "#e2e/publish.ts";

const NAME = "greet.kept";

test("what is kept is listed, filtered and forgotten in the browser, and then done anew", async ({ page, heddle }) => {
  await page.goto("/cache");
  await expect(page.getByRole("heading", { name: "Nothing is kept yet" })).toBeVisible();
  await publish(heddle, NAME, {
    title: "Greet",
    stages: ["greet", "wave"].map((id) => ({
      id,
      kind: "transform" as const,
      config: { expression: `'${id} ' & input.who` },
      input: { who: { $: "input.who" } },
      cache: {},
    })),
  });
  const greet = async (who: string) => {
    const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: { who } });
    await expect
      .poll(async () => (await heddle.runs.get.query({ runId })).status, { timeout: 30_000 })
      .toBe("completed");
    return (await heddle.runs.get.query({ runId })).stages.map(({ skipReason }) => skipReason);
  };
  await greet("Ada");
  await greet("Bob");
  expect(await greet("Ada")).toEqual(["cached", "cached"]);

  await expect(page.getByText("4 outputs,")).toBeVisible();
  await expect(page.getByText("found again 2 times")).toBeVisible();
  const rows = page.getByRole("list", { name: "Kept outputs" }).getByRole("listitem");
  await expect(rows).toHaveCount(4);
  await expectAccessible(page);

  await page.getByRole("button", { name: "By stage" }).click();
  const wave = page.getByRole("button", { name: "wave of Greet" });
  await expect(wave).toContainText("found 1 of 3 times in 7 days, 33 %");
  await wave.click();
  await expect(rows).toHaveCount(2);
  await expect(page).toHaveURL(/stage=wave/);
  await rows.first().getByRole("checkbox").press("Space");
  await page.getByRole("button", { name: "Forget selected" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Forget 1 output?" });
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Forget" }).click();
  await expect(page.getByText("1 output is forgotten")).toBeVisible();
  await expect(rows).toHaveCount(1);

  await page.getByRole("button", { name: "Clear" }).click();
  await expect(rows).toHaveCount(3);
  await page.getByRole("button", { name: "Forget all" }).click();
  await page.getByRole("alertdialog", { name: "Forget 3 outputs?" }).getByRole("button", { name: "Forget" }).click();
  await expect(page.getByRole("heading", { name: "Nothing is kept yet" })).toBeVisible();
  expect(await greet("Ada")).toEqual([null, null]);
});
