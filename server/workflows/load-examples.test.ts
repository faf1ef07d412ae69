import { randomUUID } from "node:crypto";
import { afterAll, expect, test } from "vitest";
import { createPrisma } from "#server/db.ts";
import { saveService } from "#server/services/save-service.ts";
import { testDatabase } from "#server/testing/database.ts";
import { setArchived } from "#server/workflows/archive-workflow.ts";
import { getWorkflow } from "#server/workflows/get-workflow.ts";
import { ListWorkflows, listWorkflows } from "#server/workflows/list-workflows.ts";
import { loadExamples } from "#server/workflows/load-examples.ts";
import { saveDraft } from "#server/workflows/save-draft.ts";

const { url, pool } = await testDatabase();
const prisma = createPrisma(url);
afterAll(() => prisma.$disconnect());

async function newWorkspace(): Promise<string> {
  const id = randomUUID();
  await prisma.organization.create({ data: { id, name: "Heddle", slug: id } });
  return id;
}

const load = (workspaceId: string) => loadExamples(prisma, workspaceId, "ada@example.org");

test("a workspace gets each example, published as version 1; the one that asks a model is a draft until there is one", async () => {
  const workspaceId = await newWorkspace();

  await load(workspaceId);

  const { rows } = await listWorkflows(pool, workspaceId, ListWorkflows.parse({}));
  expect(rows.map(({ name, publishedVersion }) => `${name} ${publishedVersion}`).toSorted()).toEqual([
    "campaign.build.v1 1",
    "document.publish 1",
    "hello 1",
    "letter.reply null",
    "license.review 1",
    "price.fetch 1",
    "status.check 1",
    "video.convert 1",
    "video.process 1",
  ]);

  await saveService(
    pool,
    workspaceId,
    { service: { name: "llm", baseUrl: "https://models.example.org/v1", auth: { type: "none" } }, version: null },
    "ada@example.org",
  );
  await load(workspaceId);

  expect((await getWorkflow(prisma, workspaceId, "letter.reply")).publishedVersion).toBe(1);
});

test("loading again changes nothing, neither an edited nor an archived example", async () => {
  const workspaceId = await newWorkspace();
  await load(workspaceId);
  const { draft, revision } = await getWorkflow(prisma, workspaceId, "hello");
  await saveDraft(prisma, workspaceId, { name: "hello", revision, definition: { ...draft, title: "Mine" } });
  await setArchived(prisma, workspaceId, "status.check", new Date());

  await load(workspaceId);

  expect(await getWorkflow(prisma, workspaceId, "hello")).toMatchObject({ title: "Mine", publishedVersion: 1 });
  expect((await getWorkflow(prisma, workspaceId, "status.check")).archivedAt).not.toBeNull();
});
