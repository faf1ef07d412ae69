import type { Page } from "@playwright/test";
import { expectAccessible } from "#e2e/axe.ts";
import { startEchoService } from "#e2e/echo-service.ts";
import { expect, test } from "#e2e/own-stack.ts";

const TOKEN = "sk-nobody-may-ever-see-this/+1";
const PARTS = /sk-nobody|c2stbm9ib2R5/;
const NAME = "ask.the.crm";

test.use({ settings: { HEDDLE_ALLOW_CIDRS: "127.0.0.1/32" } });

/** Remembers every answer of the server that a script or the page could read. */
function collectAnswers(page: Page): string[] {
  const answers: string[] = [];
  page.on("response", async (response) => {
    const isText = /json|html|text|event-stream/.test(response.headers()["content-type"] ?? "");
    const isFeed = /event-stream/.test(response.headers()["content-type"] ?? "");
    if (isText && !isFeed) answers.push(await response.text().catch(() => ""));
  });
  return answers;
}

test("a secret is added and never seen again; a stage calls a service with it, and its output names it only", async ({
  page,
  heddle,
}) => {
  test.slow();
  const service = await startEchoService(TOKEN);
  try {
    const answers = collectAnswers(page);
    await page.goto("/settings");
    await expect(page.getByText("No secrets yet.")).toBeVisible();
    await expect(page.getByText("No services yet.")).toBeVisible();

    // By keyboard alone.
    await page.getByRole("button", { name: "Add secret" }).press("Enter");
    const adding = page.getByRole("dialog", { name: "Add secret" });
    await expect(adding.getByLabel("Value")).toHaveAttribute("type", "password");
    await adding.getByLabel("Name").fill("1 key");
    await adding.getByLabel("Name").press("Enter");
    await expect(adding.getByText("It must be capitals, digits and _")).toBeVisible();
    await expect(adding.getByText("It must not be empty.")).toBeVisible();
    await expectAccessible(page);
    await adding.getByLabel("Name").fill("crm_key");
    await adding.getByLabel("Value").fill(TOKEN);
    await adding.getByLabel("Value").press("Enter");
    await expect(adding).toBeHidden();
    const secrets = page.getByRole("list", { name: "Secrets" });
    await expect(secrets).toContainText("CRM_KEY");
    await expect(secrets).toContainText("never used");

    await page.getByRole("button", { name: "Add service" }).click();
    const registering = page.getByRole("dialog", { name: "Add service" });
    await registering.getByLabel("Name").fill("crm");
    await registering.getByLabel("Base URL").fill("127.0.0.1");
    await registering.getByRole("button", { name: "Add" }).click();
    await expect(registering.getByText("Choose a secret.")).toBeVisible();
    await registering.getByLabel("Token").selectOption("CRM_KEY");
    await registering.getByRole("button", { name: "Add" }).click();
    await expect(registering.getByText("It must be an http or https URL.")).toBeVisible();
    await expectAccessible(page);
    await registering.getByLabel("Base URL").fill(`${service.url}/v1`);
    await registering.getByRole("button", { name: "Add" }).click();
    await expect(page.getByRole("list", { name: "Services" })).toContainText("Bearer token CRM_KEY");
    await expect(secrets).toContainText("Sent along by crm");

    // Replacing it begins with an empty field, and a service keeps it from being deleted.
    await page.reload();
    await page.getByRole("button", { name: "Replace CRM_KEY" }).click();
    const replacing = page.getByRole("dialog", { name: "Replace CRM_KEY" });
    await expect(replacing.getByLabel("New value")).toHaveValue("");
    await replacing.getByRole("button", { name: "Cancel" }).click();
    await page.getByRole("button", { name: "Delete CRM_KEY" }).click();
    await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
    await expect(page.getByText("CRM_KEY is used by the services crm")).toBeVisible();
    await expect(secrets).toContainText("CRM_KEY");

    await heddle.workflows.create.mutate({ name: NAME, title: "Ask the CRM" });
    await heddle.workflows.saveDraft.mutate({
      name: NAME,
      revision: 1,
      definition: {
        heddle: 1,
        name: NAME,
        title: "Ask the CRM",
        stages: [{ id: "ask", kind: "http", title: "Ask", config: { url: "https://" } }],
      },
    });
    await page.goto(`/workflows/${NAME}`);
    await page.getByRole("article", { name: /^Ask(,|$)/ }).click();
    const panel = page.getByRole("complementary", { name: "Inspector" });
    await panel.getByLabel("Service", { exact: true }).selectOption({ label: `crm: ${service.url}/v1` });
    await expect(panel.getByLabel("Path", { exact: true })).toHaveValue("/");
    await panel.getByLabel("Path", { exact: true }).fill("/../admin");
    await expect(panel.getByText("which would leave the service's address")).toBeVisible();
    await panel.getByLabel("Path", { exact: true }).fill("/customers?limit=1");
    await expect(panel.getByText("which would leave the service's address")).toBeHidden();
    await expectAccessible(page);
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await page.getByRole("button", { name: "Publish version 1" }).click();
    await expect(page.getByText("Version 1 is published")).toBeVisible();

    const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: {} });
    await page.goto(`/runs/${runId}?stage=ask&tab=output`);
    await expect(page.getByText("Completed").first()).toBeVisible();
    await expect(page.getByText("Bearer [secret CRM_KEY]").first()).toBeVisible();
    expect(service.seen).toEqual([{ path: "/v1/customers?limit=1", isLetIn: true }]);
    const run = await heddle.runs.get.query({ runId });
    const taskId = run.stages[0]?.taskId ?? 0;
    const shown = JSON.stringify([run, await heddle.runs.task.query({ runId, taskId })]);
    expect(shown).toContain("[secret CRM_KEY]");
    expect(shown).not.toMatch(PARTS);
    expect((await heddle.runs.text.query({ runId })).text).not.toMatch(PARTS);

    await page.goto("/settings");
    await page.getByRole("button", { name: "Uses of CRM_KEY" }).click();
    const uses = page.getByRole("dialog", { name: "Uses of CRM_KEY" });
    await expect(uses.getByRole("link", { name: `run ${runId}` })).toBeVisible();
    await expectAccessible(page);
    await page.keyboard.press("Escape");
    await expect(secrets).toContainText("last used");

    // In the dark and on a phone.
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 375, height: 700 });
    await expectAccessible(page);
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow).toBeLessThanOrEqual(0);

    expect(answers.length).toBeGreaterThan(5);
    expect(answers.filter((answer) => PARTS.test(answer))).toEqual([]);
    expect(await page.content()).not.toMatch(PARTS);
    const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
    expect(stored).not.toMatch(PARTS);
  } finally {
    service.close();
  }
});
