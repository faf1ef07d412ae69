import { DomainError } from "#core/errors.ts";
import { readDefinition } from "#core/problems.ts";
import { findUnstorable } from "#core/storable.ts";
import type { Prisma } from "#server/db.ts";
import { toJson } from "#server/json.ts";
import { contentHash } from "#server/workflows/content-hash.ts";
import { readText, type TextFormat } from "#server/workflows/read-text.ts";

/** Creates a workflow from text, or replaces the draft of the one that has its name. Versions and runs stay. */
export async function importWorkflow(
  db: Prisma,
  workspaceId: string,
  { text, format }: { text: string; format: TextFormat },
): Promise<{ name: string }> {
  const json = readText(text, format);
  const unstorable = findUnstorable(json, "definition");
  if (unstorable) throw new DomainError("bad_input", unstorable.message, { field: unstorable.path });
  const { definition: draft, problems } = readDefinition(json);
  if (!draft) {
    const [first] = problems;
    throw new DomainError("bad_input", first?.message ?? "text: is not a definition", {
      field: first?.path.join(".") || "definition",
      problems,
    });
  }
  const { name, title } = draft;
  const content = { title, draft: toJson(draft), draftHash: contentHash(draft) };
  await db.workflow.upsert({
    where: { workspaceId_name: { workspaceId, name } },
    create: { workspaceId, name, ...content },
    update: { ...content, revision: { increment: 1 }, archivedAt: null },
  });
  return { name };
}
