import { functionModule, functionRefOf, type PublishedFunction } from "#core/published-functions.ts";
import type { Queryable } from "#server/db.ts";

/** Reads rows by SQL, over whichever connection there is. */
export type ReadRows = <Row>(sql: string, ...values: unknown[]) => Promise<Row[]>;

export const rowsOf =
  (db: Queryable): ReadRows =>
  async (sql, ...values) =>
    (await db.query(sql, values)).rows;

interface Row extends PublishedFunction {
  name: string;
  version: number;
}

async function read(rows: ReadRows, workspaceId: string, specifiers: readonly string[]): Promise<Row[]> {
  const refs = specifiers.flatMap((specifier) => {
    const { name, version } = functionRefOf(specifier) ?? {};
    return name !== undefined && version ? [{ name, version }] : [];
  });
  if (refs.length === 0) return [];
  return rows<Row>(
    `select v.name, v.version, v.source, v.uses
     from unnest($2::text[], $3::int[]) as asked (name, version)
     join task_function_version v on v.workspace_id = $1 and v.name = asked.name and v.version = asked.version`,
    workspaceId,
    refs.map(({ name }) => name),
    refs.map(({ version }) => version),
  );
}

/** The published functions of a workspace that are named, with all that they need, by the name under which they are imported. */
export async function findFunctions(
  rows: ReadRows,
  workspaceId: string,
  specifiers: readonly string[],
): Promise<Map<string, PublishedFunction>> {
  const direct = await read(rows, workspaceId, specifiers);
  const named = new Set(specifiers);
  const further = new Set(direct.flatMap(({ uses }) => uses).filter((specifier) => !named.has(specifier)));
  const all = [...direct, ...(await read(rows, workspaceId, [...further]))];
  return new Map(
    all.map(({ name, version, source, uses }) => [functionModule(name, version), { source, uses }] as const),
  );
}
