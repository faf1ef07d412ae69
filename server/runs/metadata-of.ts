import { DomainError } from "#core/errors.ts";
import { isExpression } from "#core/expression.ts";
import { type Metadata, metadataProblem, type PlainValue } from "#core/metadata.ts";
import { findUnstorable } from "#core/storable.ts";
import { hashOf } from "#server/content-hash.ts";
import type { StartRequest } from "#server/engine/start-runs.ts";
import type { Expressions } from "#server/expressions/expressions.ts";
import { refusalOf } from "#server/runs/check-input.ts";
import type { RunnableVersion } from "#server/runs/runnable-version.ts";

/**
 * The metadata of a run: the version's template, evaluated over input and item, and what the start gives laid over it.
 * Refuses what is not plain, or more than 64 KiB; what an expression leaves empty is left out.
 */
export async function metadataOf(
  expressions: Expressions,
  { metadata: template = {} }: RunnableVersion,
  scope: { input: unknown; item: string | null },
  overlay: Metadata,
): Promise<Metadata> {
  const open = Object.entries(template).filter(([name]) => overlay[name] === undefined);
  const evaluated = open.map(async ([name, value]): Promise<[string, unknown]> => {
    if (!isExpression(value)) return [name, value];
    const answer = await expressions.evaluate(value.$, scope);
    if (!answer.ok) throw refusalOf(answer.failure, `metadata.${name}`);
    return [name, answer.value];
  });
  const values = { ...Object.fromEntries(await Promise.all(evaluated)), ...overlay };
  const problem = metadataProblem(values) ?? unstorable(values);
  if (problem) throw new DomainError("bad_input", problem.message, { field: problem.field });
  const given = Object.entries(values).filter(
    (entry): entry is [string, PlainValue] => entry[1] !== undefined && entry[1] !== null,
  );
  return Object.fromEntries(given);
}

function unstorable(values: Record<string, unknown>): { field: string; message: string } | null {
  const found = findUnstorable(values, "metadata");
  return found && { field: found.path, message: found.message };
}

/** The keys by which dedupe finds runs with equal fields of this workflow; a rule with a missing field has none. */
export function dedupeKeys(
  { workflowId, dedupe = [] }: RunnableVersion,
  metadata: Metadata,
): NonNullable<StartRequest["dedupe"]> {
  return dedupe.flatMap(({ statuses, fields }) => {
    const names = [...new Set(fields)].sort();
    if (names.some((name) => metadata[name] === undefined)) return [];
    return [{ key: hashOf({ workflowId, fields: names.map((name) => [name, metadata[name] ?? null]) }), statuses }];
  });
}
