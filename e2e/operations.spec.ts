import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";
import { publish } from "#e2e/publish.ts";

const NAME = "greet.watched";

test("an owner sees what waits, who works and what is slow, as it happens", async ({ page, heddle }) => {
  await page.goto("/operations");
  const server = page.getByRole("region", { name: "Server" });
  await expect(server.getByText("Oldest ready")).toBeVisible();
  const workers = page.getByRole("region", { name: "Workers", exact: true });
  await expect(workers.getByRole("row")).toHaveCount(2);
  await expect(workers.getByText("Alive")).toBeVisible();
  await expect(page.getByText("No stage has ended in the last day.")).toBeVisible();
  await expect(page.getByText("There is no rule: everything may run together.")).toBeVisible();
  await expectAccessible(page);

  await publish(heddle, NAME, {
    title: "Greet",
    stages: [{ id: "greet", kind: "transform", config: { expression: "'Hello'" } }],
  });
  await heddle.runs.start.mutate({ workflow: NAME, input: {} });
  await expect(
    page.getByRole("region", { name: "Slow stages", exact: true }).getByRole("row", { name: /greet/ }),
  ).toBeVisible();

  await heddle.rules.create.mutate({ type: "concurrency", stage: "greet", max: 0 });
  await heddle.runs.start.mutate({ workflow: NAME, input: {} });
  await expect(page.getByRole("list", { name: "Rules" })).toContainText("0 running, 1 waiting");
  await expect(server.getByText("0 delayed, 1 held back, 0 paused")).toBeVisible();

  for (const [width, colorScheme] of [
    [1280, "dark"],
    [390, "light"],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
});
