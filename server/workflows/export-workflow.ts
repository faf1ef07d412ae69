import { stringify } from "yaml";
import type { Prisma } from "#server/db.ts";
import { findWorkflow } from "#server/workflows/find-workflow.ts";
import type { TextFormat } from "#server/workflows/read-text.ts";
import { getVersion } from "#server/workflows/versions.ts";

interface Wanted {
  name: string;
  /** Without it the draft is exported. */
  version?: number | undefined;
  format: TextFormat;
}

/** A definition as text that import reads back to the same content. */
export async function exportWorkflow(
  db: Prisma,
  workspaceId: string,
  { name, version, format }: Wanted,
): Promise<{ text: string; fileName: string }> {
  const definition =
    version === undefined
      ? (await findWorkflow(db, workspaceId, name)).draft
      : (await getVersion(db, workspaceId, name, version)).definition;
  const text =
    format === "json"
      ? `${JSON.stringify(definition, null, 2)}\n`
      : stringify(definition, { aliasDuplicateObjects: false });
  return { text, fileName: `${name}${version === undefined ? "" : `.v${version}`}.${format}` };
}
