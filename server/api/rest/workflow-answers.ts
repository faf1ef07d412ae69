import { z } from "zod";
import { RUN_STATUSES } from "#core/statuses.ts";
import { page, RunId } from "#server/api/rest/answers.ts";

const Version = z.int().positive();
const Drawn = z.looseObject({
  name: z.string(),
  title: z.string(),
  stages: z.array(z.looseObject({ id: z.string() })),
});
const Problems = z.array(
  z.looseObject({
    code: z.string(),
    message: z.string(),
    path: z.array(z.union([z.string(), z.number()])).describe("Where in the definition"),
    stageId: z.string().optional(),
  }),
);

/** What the doors answer about workflows. */
export const Named = z.object({ name: z.string() });

export const Workflows = page(
  z.looseObject({
    id: z.uuid(),
    name: z.string(),
    title: z.string(),
    publishedVersion: Version.nullable(),
    hasUnpublishedChanges: z.boolean(),
    stageCount: z.int().min(0),
    archivedAt: z.iso.datetime().nullable(),
    updatedAt: z.iso.datetime(),
    lastRuns: z.array(z.looseObject({ id: RunId, status: z.enum(RUN_STATUSES) })),
  }),
);
export const Draft = z.looseObject({
  name: z.string(),
  draft: Drawn,
  revision: z.int().positive(),
  problems: Problems,
  publishedVersion: Version.nullable(),
  hasUnpublishedChanges: z.boolean(),
});
export const SavedDraft = z.object({ revision: z.int().positive(), problems: Problems });
export const CheckedDefinition = z.object({ problems: Problems });
export const PublishedVersion = z.object({ version: Version });

const VersionSummary = z.looseObject({
  number: Version,
  hash: z.string(),
  publishedAt: z.iso.datetime(),
  publishedBy: z.string(),
});
export const Versions = page(VersionSummary);
export const VersionOf = VersionSummary.extend({ definition: Drawn });
export const Exported = z.object({ text: z.string(), fileName: z.string() });

export const CustomStages = z.array(z.looseObject({ name: z.string(), title: z.string(), description: z.string() }));
