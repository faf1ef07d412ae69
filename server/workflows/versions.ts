import { z } from "zod";
import { Definition } from "#core/definition.ts";
import { DomainError } from "#core/errors.ts";
import type { Page, VersionView } from "#core/views.ts";
import type { Prisma } from "#server/db.ts";
import { decodeCursor, pageOf } from "#server/keyset-cursor.ts";
import { unknownWorkflow } from "#server/workflows/find-workflow.ts";

const PAGE = 50;
const HEAD = { number: true, hash: true, publishedAt: true, publishedBy: true } as const;

async function workflowHead(db: Prisma, workspaceId: string, name: string) {
  const row = await db.workflow.findUnique({
    where: { workspaceId_name: { workspaceId, name } },
    select: { id: true, latestVersion: true },
  });
  if (!row) throw unknownWorkflow(name);
  return row;
}

/** The versions of a workflow, newest first. */
export async function listVersions(
  db: Prisma,
  workspaceId: string,
  { name, cursor }: { name: string; cursor?: string | null | undefined },
): Promise<Page<Omit<VersionView, "definition">>> {
  const { id } = await workflowHead(db, workspaceId, name);
  const before = decodeCursor(cursor, z.int());
  const rows = await db.version.findMany({
    where: { workflowId: id, ...(before !== null && { number: { lt: before } }) },
    orderBy: { number: "desc" },
    take: PAGE + 1,
    select: HEAD,
  });
  return pageOf(
    rows,
    PAGE,
    ({ number }) => number,
    (row) => ({ ...row, publishedAt: row.publishedAt.toISOString() }),
  );
}

/** One version with its definition; the latest one when no number is given. */
export async function getVersion(db: Prisma, workspaceId: string, name: string, asked?: number): Promise<VersionView> {
  const { id, latestVersion } = await workflowHead(db, workspaceId, name);
  const number = asked ?? latestVersion;
  if (number === null)
    throw new DomainError("not_found", `Workflow ${name} has not been published yet`, { field: "name" });
  const row = await db.version.findUnique({
    where: { workflowId_number: { workflowId: id, number } },
    select: { ...HEAD, definition: true },
  });
  if (!row) throw new DomainError("not_found", `Workflow ${name} has no version ${number}`, { field: "version" });
  return { ...row, publishedAt: row.publishedAt.toISOString(), definition: Definition.parse(row.definition) };
}
