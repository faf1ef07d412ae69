import { DomainError } from "#core/errors.ts";
import { customName, isCustom } from "#core/kinds/registry.ts";
import type { ArtifactStore } from "#server/artifacts/artifact-store.ts";
import { loadPayload, type StoredPayload } from "#server/artifacts/payload.ts";
import { hashOf } from "#server/content-hash.ts";
import type { Queryable } from "#server/db.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import type { ReviewToDecide } from "#server/reviews/review-to-decide.ts";
import { versionDefinition } from "#server/version-cache.ts";

export interface ContentDeps {
  pool: Queryable;
  expressions: Expressions;
  artifacts: ArtifactStore;
  maxInputBytes: number;
}

interface Edit {
  decision: "approved" | "rejected";
  /** Undefined when nothing was edited. */
  edited?: unknown;
}

/** What a review shows: what its gate shows, or the stage's own output. It stays the same from when the review was opened. */
export async function contentOf(
  { pool, artifacts }: ContentDeps,
  { purpose }: ReviewToDecide,
  reviewId: number,
): Promise<unknown> {
  const { rows } = await pool.query<StoredPayload & { details: unknown }>({
    name: "reviewed_content",
    text: `select v.details, t.output as value, t.output_hash as hash
           from review v
           join task t on t.id = v.task_id
           where v.id = $1`,
    values: [reviewId],
  });
  const [row] = rows;
  if (!row) return null;
  return purpose === "check" ? loadPayload(artifacts, row) : row.details;
}

/** What the reviewer made of the content, as a decision says it; nothing when it is the same. Refuses what the stage could not have made. */
export async function checkEdited(
  { pool, expressions, maxInputBytes }: ContentDeps,
  { purpose, stageId, versionId }: ReviewToDecide,
  content: unknown,
  { decision, edited }: Edit,
): Promise<{ edited?: unknown }> {
  if (edited === undefined) return {};
  const refused = (message: string, field = "edited") =>
    new DomainError("bad_input", `${field}: ${message}`, { field });
  if (decision !== "approved") throw refused("goes with an approval only");
  if (Buffer.byteLength(JSON.stringify(edited)) > maxInputBytes)
    throw new DomainError("too_large", `edited: is larger than ${maxInputBytes} bytes, the limit for edited content`, {
      field: "edited",
    });
  if (hashOf(edited) === hashOf(content)) return {};
  const schema = purpose === "check" ? await outputSchema(pool, versionId, stageId) : null;
  if (!schema) return { edited };
  const checked = await expressions.validate(schema, edited);
  if (!checked.ok) throw refused(checked.failure.message);
  const [problem] = checked.problems;
  if (problem) throw refused(problem.message, problem.field ? `edited.${problem.field}` : "edited");
  return { edited };
}

/** The JSON Schema of what an operator's stage makes; null for stages of other kinds. */
async function outputSchema(pool: Queryable, versionId: string, stageId: string): Promise<unknown> {
  const { stages } = await versionDefinition(pool, versionId);
  const kind = stages.find(({ id }) => id === stageId)?.kind;
  if (kind === undefined || !isCustom(kind)) return null;
  const { rows } = await pool.query<{ output: unknown }>("select output from custom_stage where name = $1", [
    customName(kind),
  ]);
  return rows[0]?.output ?? null;
}
