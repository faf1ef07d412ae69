import { randomUUID } from "node:crypto";
import { DomainError } from "#core/errors.ts";
import type { NewRule } from "#core/rule.ts";
import type { Pool, Queryable } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";

/** So many rules a workspace may have: every claim in it asks them all. */
export const MAX_RULES = 200;

const valuesOf = ({ type, kind, workflow, stage, fields, max }: NewRule) => [
  type,
  kind ?? null,
  workflow ?? null,
  stage ?? null,
  [...new Set(fields)].sort(),
  max,
];

/** Changes rules of a workspace; it takes effect with the commit: no claim reserves by the rules as they were before. */
const changeRules = <T>(pool: Pool, workspaceId: string, change: (db: Queryable) => Promise<T>): Promise<T> =>
  inTransaction(pool, async (db) => {
    await db.query("select engine.lock_rules()");
    const changed = await change(db);
    await db.query("select engine.apply_rules($1)", [workspaceId]);
    return changed;
  });

/** Adds a rule. What it matches and runs already stays, and counts. */
export function createRule(pool: Pool, workspaceId: string, rule: NewRule, createdBy: string): Promise<{ id: string }> {
  const id = randomUUID();
  return changeRules(pool, workspaceId, async (db) => {
    const { rows } = await db.query<{ count: number }>(
      "select count(*)::int as count from rule where workspace_id = $1",
      [workspaceId],
    );
    if ((rows[0]?.count ?? 0) >= MAX_RULES)
      throw new DomainError("conflict", `A workspace has at most ${MAX_RULES} rules; delete one first`);
    await db.query(
      `insert into rule (id, workspace_id, type, kind, workflow, stage, fields, max, created_by, updated_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, now())`,
      [id, workspaceId, ...valuesOf(rule), createdBy],
    );
    return { id };
  });
}

/** Replaces what a rule says. Refuses one that is not there. */
export function updateRule(pool: Pool, workspaceId: string, id: string, rule: NewRule): Promise<{ id: string }> {
  return changeRules(pool, workspaceId, async (db) => {
    const { rowCount } = await db.query(
      `update rule set type = $3, kind = $4, workflow = $5, stage = $6, fields = $7, max = $8, updated_at = now()
       where id = $2 and workspace_id = $1`,
      [workspaceId, id, ...valuesOf(rule)],
    );
    if (!rowCount) throw new DomainError("not_found", "There is no such rule", { field: "id" });
    return { id };
  });
}

/** Takes a rule away; what waited for it alone may start at once. */
export function deleteRule(pool: Pool, workspaceId: string, id: string): Promise<{ id: string }> {
  return changeRules(pool, workspaceId, async (db) => {
    const { rowCount } = await db.query("delete from rule where id = $2 and workspace_id = $1", [workspaceId, id]);
    if (!rowCount) throw new DomainError("not_found", "There is no such rule", { field: "id" });
    return { id };
  });
}
