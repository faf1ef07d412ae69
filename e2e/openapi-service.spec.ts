import { expectAccessible } from "#e2e/axe.ts";
import { expect, test } from "#e2e/own-stack.ts";
import { startPetService } from "#e2e/pet-service.ts";

const NAME = "take.in.a.pet";
const SOURCE = `export default async () => {
  const [first] = await callHost("pets", "pets.list", { limit: 1 });
  const wrong = await callHost("pets", "pets.list", { limit: "many" }).catch(({ code, message }) => ({ code, message }));
  const added = await callHost("pets", "pets.add", { body: { name: first.name + " II" } });
  return { first, wrong, added };
};`;

test.use({ settings: { HEDDLE_ALLOW_CIDRS: "127.0.0.1/32" } });

test("a service is registered from an OpenAPI file, and code calls its operations by their names", async ({
  page,
  heddle,
}) => {
  test.slow();
  const pets = await startPetService();
  try {
    await page.goto("/settings");
    await page.getByRole("button", { name: "Add service" }).click();
    const adding = page.getByRole("dialog", { name: "Add service" });
    await adding.getByLabel("Kind").selectOption({ label: "OpenAPI" });
    await adding.getByLabel("Name").fill("pets");
    await adding.getByLabel("Credential").selectOption({ label: "No credential" });

    // What is wrong with a document is said at its field, with the place.
    await adding
      .getByRole("textbox", { name: "Document" })
      .fill('{"openapi":"3.1.0","paths":{"/a":{"get":{"parameters":[{"in":"query"}]}}}}');
    await adding.getByLabel("Base URL").fill(pets.url);
    await adding.getByRole("button", { name: "Add", exact: true }).click();
    await expect(adding.getByText('paths["/a"].get.parameters[0].name must be text')).toBeVisible();
    await expectAccessible(page);

    await adding.getByLabel("Base URL").fill("");
    await adding
      .getByLabel("Document file")
      .setInputFiles({ name: "pets.yaml", mimeType: "text/yaml", buffer: Buffer.from(pets.document) });
    await expect(adding.getByRole("textbox", { name: "Document" })).toHaveValue(/pets\.photo/);
    await adding.getByLabel("Calls at once").fill("none");
    await adding.getByRole("button", { name: "Add", exact: true }).click();
    await expect(adding.getByText("A whole number from 1 to 1,000.")).toBeVisible();
    await adding.getByLabel("Calls at once").fill("2");
    await adding.getByLabel("Calls in a time").fill("50");
    await adding.getByLabel("Attempts").fill("3");
    await expect(adding.getByLabel("Statuses that may pass")).toHaveValue(/429/);
    await expectAccessible(page);
    await adding.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page.getByText("Left out: pets.photo: its body is multipart/form-data")).toBeVisible();
    const services = page.getByRole("list", { name: "Services" });
    await expect(services).toContainText("OpenAPI, 2 methods");
    await expect(services).toContainText(pets.url);

    await page.getByRole("button", { name: "Methods of pets" }).click();
    const methods = page.getByRole("dialog", { name: "Methods of pets" });
    await expect(methods.getByRole("listitem").filter({ hasText: "pets.list" })).toContainText(
      "integer, required: How many at most",
    );
    await expect(methods.getByRole("listitem").filter({ hasText: "pets.add" })).toContainText("Pet, required");
    await expectAccessible(page);
    await page.keyboard.press("Escape");

    // What was typed is there again when it is edited.
    await page.getByRole("button", { name: "Edit pets" }).click();
    const editing = page.getByRole("dialog", { name: "Edit pets" });
    await expect(editing.getByLabel("Calls at once")).toHaveValue("2");
    await editing.getByLabel("Attempts").fill("2");
    await editing.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("pets is changed")).toBeVisible();
    await expect(services).toContainText("OpenAPI, 2 methods");

    await heddle.workflows.create.mutate({ name: NAME, title: "Take in a pet" });
    await heddle.workflows.saveDraft.mutate({
      name: NAME,
      revision: 1,
      definition: {
        heddle: 1,
        name: NAME,
        title: "Take in a pet",
        stages: [{ id: "take", kind: "code", title: "Take", config: { source: SOURCE } }],
      },
    });
    await heddle.workflows.publish.mutate({ name: NAME, revision: 2 });
    const { runId } = await heddle.runs.start.mutate({ workflow: NAME, input: {} });
    await page.goto(`/runs/${runId}?stage=take&tab=calls`);
    await expect(page.getByText("Completed").first()).toBeVisible();
    await expect(page.getByText("pets.list").first()).toBeVisible();
    await expect(page.getByText("pets.add").first()).toBeVisible();
    await expect(page.getByText(/pets\.pets\.list: limit /).first()).toBeVisible();
    await page.goto(`/runs/${runId}?stage=take&tab=output`);
    await expect(page.getByText("Rex II").first()).toBeVisible();
    expect(pets.seen).toEqual([
      { method: "GET", path: "/v1/pets?limit=1", body: "" },
      { method: "POST", path: "/v1/pets", body: '{"name":"Rex II"}' },
    ]);

    // In the dark and on a phone.
    await page.goto("/settings");
    await page.emulateMedia({ colorScheme: "dark" });
    await page.setViewportSize({ width: 375, height: 700 });
    await page.getByRole("button", { name: "Methods of pets" }).click();
    await expect(methods).toContainText("Finds pets");
    await expectAccessible(page);
    const overflow = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return scrollWidth - clientWidth;
    });
    expect(overflow).toBeLessThanOrEqual(0);
  } finally {
    pets.close();
  }
});
