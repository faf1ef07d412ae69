import { z } from "zod";
import { Definition } from "#core/definition.ts";
import { WorkflowName } from "#core/workflow-name.ts";
import {
  CheckedDefinition,
  CustomStages,
  Draft,
  Exported,
  Named,
  PublishedVersion,
  SavedDraft,
  VersionOf,
  Versions,
  Workflows,
} from "#server/api/rest/workflow-answers.ts";
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
  list: procedure("workflow.read", { rest: "GET /workflows", does: "Lists workflows by name", answer: Workflows })
    .input(ListWorkflows)
    .query(({ ctx, input }) => listWorkflows(ctx.pool, ctx.workspaceId, input)),
  get: procedure("workflow.read", {
    rest: "GET /workflows/{name}/draft",
    does: "Reads the draft of a workflow, with what is wrong with it",
    answer: Draft,
  })
    .input(Name)
    .query(({ ctx, input }) => getWorkflow(ctx.prisma, ctx.workspaceId, input.name)),
  create: procedure("workflow.edit", {
    rest: "POST /workflows",
    does: "Creates a workflow with an empty draft",
    answer: Named,
    status: 201,
  })
    .input(z.object({ name: WorkflowName, title: z.string().max(200).default("") }))
    .mutation(({ ctx, input }) => createWorkflow(ctx.prisma, ctx.workspaceId, input)),
  duplicate: procedure("workflow.edit", {
    rest: "POST /workflows/{name}/duplicate",
    does: "Copies the draft of a workflow to a new one",
    answer: Named,
    status: 201,
  })
    .input(Name.extend({ newName: WorkflowName }))
    .mutation(({ ctx, input }) => duplicateWorkflow(ctx.prisma, ctx.workspaceId, input.name, input.newName)),
  archive: procedure("workflow.edit", {
    rest: "POST /workflows/{name}/archive",
    does: "Takes a workflow out of use; its runs stay",
    answer: Named,
  })
    .input(Name)
    .mutation(({ ctx, input }) => setArchived(ctx.prisma, ctx.workspaceId, input.name, new Date())),
  restore: procedure("workflow.edit", {
    rest: "POST /workflows/{name}/restore",
    does: "Takes a workflow into use again",
    answer: Named,
  })
    .input(Name)
    .mutation(({ ctx, input }) => setArchived(ctx.prisma, ctx.workspaceId, input.name, null)),
  saveDraft: procedure("workflow.edit", {
    rest: "PUT /workflows/{name}/draft",
    does: "Saves a draft over the revision that was read",
    answer: SavedDraft,
  })
    .input(Name.extend({ revision: Revision, definition: Definition }))
    .mutation(({ ctx, input }) => saveDraft(ctx.prisma, ctx.workspaceId, input)),
  customStages: procedure("workflow.read", {
    rest: "GET /custom-stages",
    does: "Lists the stages that workers have registered",
    answer: CustomStages,
  }).query(({ ctx }) => listCustomStages(ctx.prisma)),
  check: procedure("workflow.read", {
    rest: "POST /workflows/check",
    does: "Says what keeps a definition from being published",
    answer: CheckedDefinition,
  })
    .input(z.object({ definition: z.unknown() }))
    // A definition is too large for an address, so it is posted, although nothing changes.
    .mutation(async ({ ctx, input }) => ({
      problems: await checkDefinition(ctx.prisma, ctx.workspaceId, input.definition),
    })),
  publish: procedure("workflow.publish", {
    rest: "POST /workflows/{name}/publish",
    does: "Publishes the draft as the next version",
    answer: PublishedVersion,
    status: 201,
  })
    .input(Name.extend({ revision: Revision }))
    .mutation(({ ctx, input }) =>
      publishVersion(ctx.prisma, ctx.workspaceId, { ...input, publishedBy: ctx.principal.by }),
    ),
  versions: procedure("workflow.read", {
    rest: "GET /workflows/{name}/versions",
    does: "Lists the versions of a workflow, newest first",
    answer: Versions,
  })
    .input(Name.extend({ cursor: z.string().max(500).nullish() }))
    .query(({ ctx, input }) => listVersions(ctx.prisma, ctx.workspaceId, input)),
  version: procedure("workflow.read", {
    rest: "GET /workflows/{name}",
    does: "Reads a version of a workflow; the latest unless one is named",
    answer: VersionOf,
  })
    .input(Name.extend({ version: VersionNumber }))
    .query(({ ctx, input }) => getVersion(ctx.prisma, ctx.workspaceId, input.name, input.version)),
  import: procedure("workflow.edit", {
    rest: "POST /workflows/import",
    does: "Makes a workflow, or its draft, from JSON or YAML",
    answer: Named,
    status: 201,
  })
    .input(z.object({ text: z.string(), format: Format }))
    .mutation(({ ctx, input }) => importWorkflow(ctx.prisma, ctx.workspaceId, input)),
  export: procedure("workflow.read", {
    rest: "GET /workflows/{name}/export",
    does: "Writes a draft or version as JSON or YAML",
    answer: Exported,
  })
    .input(Name.extend({ version: VersionNumber, format: Format }))
    .query(({ ctx, input }) => exportWorkflow(ctx.prisma, ctx.workspaceId, input)),
  sample: procedure("workflow.read")
    .input(Name)
    .query(({ ctx, input }) => sampleRun(ctx, ctx.workspaceId, input.name)),
});
