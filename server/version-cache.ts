import { Definition } from "#core/definition.ts";
import type { Queryable } from "#server/db.ts";

const KEPT = 100;
/** By version id. Versions never change, so an entry is never wrong, only dropped when others are used more. */
const known = new Map<string, Definition>();

function keep(versionId: string, definition: Definition): Definition {
  known.delete(versionId);
  known.set(versionId, definition);
  const [oldest] = known.keys();
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  return definition;
}

/** The definitions of versions by id; those that this process has not seen lately are read in one query. */
export async function versionDefinitions(
  db: Queryable,
  versionIds: readonly string[],
): Promise<Map<string, Definition>> {
  const found = new Map<string, Definition>();
  const missing = new Set<string>();
  for (const id of versionIds) {
    const definition = known.get(id);
    if (definition) found.set(id, keep(id, definition));
    else missing.add(id);
  }
  if (missing.size > 0) {
    const { rows } = await db.query<{ id: string; definition: unknown }>(
      "select id, definition from version where id = any ($1::uuid[])",
      [[...missing]],
    );
    for (const { id, definition } of rows) found.set(id, keep(id, Definition.parse(definition)));
  }
  return found;
}

/** The definition of one version that is known to exist. */
export async function versionDefinition(db: Queryable, versionId: string): Promise<Definition> {
  const definition = (await versionDefinitions(db, [versionId])).get(versionId);
  if (!definition) throw new Error(`Version ${versionId} does not exist`);
  return definition;
}
