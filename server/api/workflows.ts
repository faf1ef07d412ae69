import { z } from "zod";
import { Definition } from "#core/definition.ts";
import { WorkflowName } from "#core/workflow-name.ts";
import { procedure, router } from "#server/api/trpc.ts";
import { sampleRun } from "#server/runs/sample-run.ts";
import { listCustomStages } from "#server/stages/list-custom-stages.ts";
import { setArchived } from "#server/workflows/archive-workflow.ts";
import { createWorkflow, duplicateWorkflow } from "#server/workflows/create-workflow.ts";
import { exportWorkflow } from "#server/workflows/export-workflow.ts";
import { checkDefinition } from "#server/workflows/full-problems.ts";
import { getWorkflow } from "#server/workflows/get-workflow.ts";
import { importWorkflow } from "#server/workflows/import-workflow.ts";
import { ListWorkflows, listWorkflows } from "#server/workflows/list-workflows.ts";
import { publishVersion } from "#server/workflows/publish-version.ts";
import { saveDraft } from "#server/workflows/save-draft.ts";
import { getVersion, listVersions } from "#server/workflows/versions.ts";

const Name = z.object({ name: z.string().max(100) });
const Revision = z.int().min(1);
const VersionNumber = z.int().min(1).optional();
const Format = z.enum(["json", "yaml"]);

export const workflowsRouter = router({
  list: procedure("workflow.read")
    .input(ListWorkflows)
    .query(({ ctx, input }) => listWorkflows(ctx.pool, ctx.workspaceId, input)),
  get: procedure("workflow.read")
    .input(Name)
    .query(({ ctx, input }) => getWorkflow(ctx.prisma, ctx.workspaceId, input.name)),
  create: procedure("workflow.edit")
    .input(z.object({ name: WorkflowName, title: z.string().max(200).default("") }))
    .mutation(({ ctx, input }) => createWorkflow(ctx.prisma, ctx.workspaceId, input)),
  duplicate: procedure("workflow.edit")
    .input(Name.extend({ newName: WorkflowName }))
    .mutation(({ ctx, input }) => duplicateWorkflow(ctx.prisma, ctx.workspaceId, input.name, input.newName)),
  archive: procedure("workflow.edit")
    .input(Name)
    .mutation(({ ctx, input }) => setArchived(ctx.prisma, ctx.workspaceId, input.name, new Date())),
  restore: procedure("workflow.edit")
    .input(Name)
    .mutation(({ ctx, input }) => setArchived(ctx.prisma, ctx.workspaceId, input.name, null)),
  saveDraft: procedure("workflow.edit")
    .input(Name.extend({ revision: Revision, definition: Definition }))
    .mutation(({ ctx, input }) => saveDraft(ctx.prisma, ctx.workspaceId, input)),
  customStages: procedure("workflow.read").query(({ ctx }) => listCustomStages(ctx.prisma)),
  check: procedure("workflow.read")
    .input(z.object({ definition: z.unknown() }))
    // A definition is too large for an address, so it is posted, although nothing changes.
    .mutation(async ({ ctx, input }) => ({
      problems: await checkDefinition(ctx.prisma, ctx.workspaceId, input.definition),
    })),
  publish: procedure("workflow.publish")
    .input(Name.extend({ revision: Revision }))
    .mutation(({ ctx, input }) =>
      publishVersion(ctx.prisma, ctx.workspaceId, { ...input, publishedBy: ctx.principal.by }),
    ),
  versions: procedure("workflow.read")
    .input(Name.extend({ cursor: z.string().max(500).nullish() }))
    .query(({ ctx, input }) => listVersions(ctx.prisma, ctx.workspaceId, input)),
  version: procedure("workflow.read")
    .input(Name.extend({ number: VersionNumber }))
    .query(({ ctx, input }) => getVersion(ctx.prisma, ctx.workspaceId, input.name, input.number)),
  import: procedure("workflow.edit")
    .input(z.object({ text: z.string(), format: Format }))
    .mutation(({ ctx, input }) => importWorkflow(ctx.prisma, ctx.workspaceId, input)),
  export: procedure("workflow.read")
    .input(Name.extend({ version: VersionNumber, format: Format }))
    .query(({ ctx, input }) => exportWorkflow(ctx.prisma, ctx.workspaceId, input)),
  sample: procedure("workflow.read")
    .input(Name)
    .query(({ ctx, input }) => sampleRun(ctx, ctx.workspaceId, input.name)),
});
