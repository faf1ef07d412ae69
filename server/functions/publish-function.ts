import { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { FunctionName, FunctionSource, functionRefOf, MAX_USES, publishedFor } from "#core/published-functions.ts";
import type { Pool, Queryable } from "#server/db.ts";
import { rowsOf } from "#server/functions/find-functions.ts";
import { findImportable, type Importable } from "#server/functions/importable.ts";
import { inTransaction } from "#server/in-transaction.ts";
import { checkCode } from "#server/workflows/check-code.ts";

export const NewFunctionVersion = z.object({
  name: FunctionName,
  source: FunctionSource,
  description: z.string().max(2_000).default(""),
  /** The newest version that was seen; null for a function that is new. */
  seen: z.int().min(1).nullable(),
});

/** So many functions a workspace may have. */
const MAX_FUNCTIONS = 2_000;

/** All code of a function and of those that it uses: each attempt that imports it reads it. */
const MAX_TOTAL = 1024 * 1024;

interface Latest {
  latestVersion: number;
  isRetired: boolean;
  source: string;
  description: string;
}

/**
 * Makes a version of a function, which never changes again; what is as the newest says it is that version. Nothing that
 * imports another version changes by it. Refuses code that cannot be imported, functions that would import themselves by
 * way of others, and a version that was published meanwhile.
 */
export async function publishFunction(
  pool: Pool,
  workspaceId: string,
  { name, source, description, seen }: z.infer<typeof NewFunctionVersion>,
  by: string,
): Promise<{ name: string; version: number }> {
  const uses = await checkedUses(pool, workspaceId, name, source);
  return inTransaction(pool, async (db) => {
    const latest = await lockFunction(db, workspaceId, name);
    if (latest?.isRetired)
      throw new DomainError("conflict", `Function ${name} is retired; restore it to publish it`, { field: "name" });
    if (!latest && seen !== null)
      throw new DomainError("not_found", `There is no published function ${name}`, { field: "name" });
    if (latest && latest.latestVersion !== seen)
      throw new DomainError(
        "conflict",
        seen === null
          ? `There is a function ${name} already`
          : `Function ${name} was published meanwhile: version ${latest.latestVersion} is the newest, not ${seen}`,
        { field: seen === null ? "name" : "seen" },
      );
    if (latest?.source === source && latest.description === description) return { name, version: latest.latestVersion };
    const version = (latest?.latestVersion ?? 0) + 1;
    await db.query(
      `insert into task_function (workspace_id, name, latest_version) values ($1, $2, $3)
       on conflict (workspace_id, name) do update set latest_version = excluded.latest_version, changed_at = now()`,
      [workspaceId, name, version],
    );
    await db.query(
      `insert into task_function_version (workspace_id, name, version, description, source, uses, published_by)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [workspaceId, name, version, description, source, uses, by],
    );
    if (version === 1) await refuseTooMany(db, workspaceId);
    return { name, version };
  });
}

/** The functions that the code imports. Throws when it cannot be imported itself. */
async function checkedUses(db: Queryable, workspaceId: string, name: string, source: string): Promise<string[]> {
  const found = withoutCircles(name, await findImportable(rowsOf(db), workspaceId, [source]));
  const modules = publishedFor([source], found.known);
  const problem = await checkCode({ source, modules, refusals: found.refusals, isModule: true });
  if (problem) {
    const { message, line, column } = problem;
    throw new DomainError("bad_input", `source: ${message} (line ${line}, column ${column})`, { field: "source" });
  }
  const uses = Object.keys(modules);
  const total = Object.values(modules).reduce((sum, text) => sum + text.length, source.length);
  if (uses.length > MAX_USES || total > MAX_TOTAL)
    throw new DomainError(
      "bad_input",
      `source: a function and all that it imports are at most ${MAX_USES + 1} functions and 1 MiB of code; these are ${uses.length + 1} and ${total.toLocaleString("en")} characters`,
      { field: "source" },
    );
  return uses;
}

/** The same without what would come back to the function itself. */
function withoutCircles(name: string, { known, refusals }: Importable): Importable {
  const isItself = (specifier: string) => functionRefOf(specifier)?.name === name;
  const circles = [...known].flatMap(([specifier, { uses }]): [string, string][] => {
    if (isItself(specifier)) return [[specifier, `Function ${name} cannot import itself`]];
    const back = uses.find(isItself);
    if (!back) return [];
    return [[specifier, `${specifier} imports ${back}: functions cannot import each other in a circle`]];
  });
  const refused = new Set(circles.map(([specifier]) => specifier));
  return {
    known: new Map([...known].filter(([specifier]) => !refused.has(specifier))),
    refusals: { ...refusals, ...Object.fromEntries(circles) },
  };
}

/** The newest version, held against others who publish; null for a function that is new. */
async function lockFunction(db: Queryable, workspaceId: string, name: string): Promise<Latest | null> {
  // Of two who publish a new one at once the second waits here, and then finds it.
  await db.query("select pg_advisory_xact_lock(hashtextextended($1, 31))", [`${workspaceId} ${name}`]);
  const { rows } = await db.query<Latest>(
    `select f.latest_version as "latestVersion", f.retired_at is not null as "isRetired", v.source, v.description
     from task_function f
     join task_function_version v
       on v.workspace_id = f.workspace_id and v.name = f.name and v.version = f.latest_version
     where f.workspace_id = $1 and f.name = $2`,
    [workspaceId, name],
  );
  return rows[0] ?? null;
}

async function refuseTooMany(db: Queryable, workspaceId: string): Promise<void> {
  const { rows } = await db.query<{ count: number }>(
    "select count(*)::int as count from task_function where workspace_id = $1",
    [workspaceId],
  );
  if ((rows[0]?.count ?? 0) > MAX_FUNCTIONS)
    throw new DomainError("conflict", `A workspace has at most ${MAX_FUNCTIONS} functions`);
}
