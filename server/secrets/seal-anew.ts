import type { Pool, Queryable } from "#server/db.ts";
import { aboutSigningSecret } from "#server/deliveries/signing-secret.ts";
import { inTransaction } from "#server/in-transaction.ts";
import type { SecretBox } from "#server/secret-box.ts";
import { aboutSecret } from "#server/secrets/about-secret.ts";
import { sealNextMemory } from "#server/secrets/seal-memory.ts";
import { holdsSealingLock } from "#server/secrets/sealing-lock.ts";
import { aboutHookSecret } from "#server/triggers/hook-secret.ts";

const BATCH = 100;

interface Row {
  key: string;
  sealed: string;
  workspaceId: string;
  name: string;
}

/** A column that holds what was sealed. `key` and `name` are SQL. */
interface Place {
  table: string;
  column: string;
  key: string;
  name: string;
  about: (row: Row) => string;
}

const ofWorkspace = ({ workspaceId }: Row) => aboutSigningSecret(workspaceId);

const PLACES: readonly Place[] = [
  {
    table: "secret",
    column: "sealed",
    key: "id::text",
    name: "name",
    about: ({ workspaceId, name }) => aboutSecret(workspaceId, name),
  },
  {
    table: "trigger",
    column: "secret_sealed",
    key: "id::text",
    name: "name",
    about: ({ key }) => aboutHookSecret(key),
  },
  { table: "signing_secret", column: "sealed", key: "workspace_id", name: "''", about: ofWorkspace },
  { table: "signing_secret", column: "previous", key: "workspace_id", name: "''", about: ofWorkspace },
];

export interface SealedAnew {
  sealed: number;
  /** What no key here opens; it stays as it is. */
  unopened: number;
}

/**
 * Seals all that the database keeps sealed with the newest key of this server, batch by batch. Costs a query for each
 * place when there is nothing to do. Whoever comes while another process does it leaves it to that one.
 */
export async function sealAnew(pool: Pool, box: SecretBox, batch = BATCH): Promise<SealedAnew> {
  const done: SealedAnew = { sealed: 0, unopened: 0 };
  for (const place of PLACES) {
    let after: string | null = "";
    while (after !== null) {
      const from: string = after;
      after = await inTransaction(pool, (db) => sealBatch(db, box, place, { from, batch, done }));
    }
  }
  let task: number | null = 0;
  while (task !== null) {
    const from: number = task;
    task = await inTransaction(pool, (db) => sealNextMemory(db, box, { from, done }));
  }
  return done;
}

/** One batch, and the key of its last row; null when there are no more, or another process is at it. */
async function sealBatch(
  db: Queryable,
  box: SecretBox,
  { table, column, key, name, about }: Place,
  { from, batch, done }: { from: string; batch: number; done: SealedAnew },
): Promise<string | null> {
  if (!(await holdsSealingLock(db))) return null;
  const { rows } = await db.query<Row>(
    `select ${key} as key, ${column} as sealed, workspace_id as "workspaceId", ${name} as name
     from ${table}
     where ${key} > $1 and ${column} is not null and not starts_with(${column}, $2)
     order by 1
     limit $3
     for update`,
    [from, box.newest, batch],
  );
  const anew = rows.flatMap((row) => {
    try {
      const text = box.open(row.sealed, about(row));
      return [{ key: row.key, sealed: box.seal(text, about(row)) }];
    } catch {
      // Sealed with a key that nobody has given: it is of no use now, and may be once that key comes back.
      done.unopened++;
      return [];
    }
  });
  await db.query(
    `update ${table} t
     set ${column} = n.sealed
     from unnest($1::text[], $2::text[]) n (key, sealed)
     where t.${key} = n.key`,
    [anew.map((row) => row.key), anew.map((row) => row.sealed)],
  );
  done.sealed += anew.length;
  return rows.length < batch ? null : (rows.at(-1)?.key ?? null);
}
