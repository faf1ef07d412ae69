import { randomUUID } from "node:crypto";
import { DatabaseError } from "pg";
import type { z } from "zod";
import { DomainError } from "#core/errors.ts";
import { type NewService, type ServiceKind, secretOf } from "#core/service.ts";
import type { Pool, Queryable } from "#server/db.ts";
import { inTransaction } from "#server/in-transaction.ts";
import { type StoredMethod, storeMethods } from "#server/services/stored-methods.ts";

/** So many services a workspace may have. */
export const MAX_SERVICES = 500;

const NO_SUCH_SECRET = "23503";
const TAKEN = "23505";

interface Saved {
  service: z.input<typeof NewService>;
  /** The version that was changed; null for a new service. */
  version: number | null;
  /** Those that were described anew. */
  methods?: readonly StoredMethod[];
}

/** Makes a service, or changes the version of it that was seen; what calls it does so anew from the next attempt on. */
export async function saveService(
  pool: Pool,
  workspaceId: string,
  { service, version, methods }: Saved,
  by: string,
): Promise<{ name: string; version: number }> {
  const { name, kind = "http", baseUrl, auth, timeoutMs, limits = {} } = service;
  const values = [
    workspaceId,
    name,
    baseUrl,
    JSON.stringify(auth),
    secretOf(auth),
    timeoutMs ?? null,
    by,
    JSON.stringify(limits),
    kind,
  ];
  try {
    return await inTransaction(pool, async (db) => {
      if (version === null) {
        const id = randomUUID();
        await db.query(
          `insert into service (workspace_id, name, base_url, auth, secret, timeout_ms, created_by, changed_by, limits, kind, id)
           values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10)`,
          [...values, id],
        );
        if (methods) await storeMethods(db, id, methods);
        const { rows } = await db.query<{ count: number }>(
          "select count(*)::int as count from service where workspace_id = $1",
          [workspaceId],
        );
        if ((rows[0]?.count ?? 0) > MAX_SERVICES)
          throw new DomainError("conflict", `A workspace has at most ${MAX_SERVICES} services; delete one first`);
        return { name, version: 1 };
      }
      const { rows } = await db.query<{ id: string; version: number }>(
        `update service
         set base_url = $3, auth = $4, secret = $5, timeout_ms = $6, changed_by = $7, changed_at = now(), limits = $8,
             next_call_at = null, version = version + 1
         where workspace_id = $1 and name = $2 and version = $10 and kind = $9
         returning id, version`,
        [...values, version],
      );
      const [row] = rows;
      if (!row) throw await reason(db, workspaceId, name, kind);
      if (methods) await storeMethods(db, row.id, methods);
      return { name, version: row.version };
    });
  } catch (error) {
    if (!(error instanceof DatabaseError)) throw error;
    if (error.code === NO_SUCH_SECRET)
      throw new DomainError("bad_input", `service.auth.secret: there is no secret ${secretOf(auth)}`, {
        field: "service.auth.secret",
      });
    if (error.code === TAKEN)
      throw new DomainError("conflict", `There is a service ${name} already`, { field: "service.name" });
    throw error;
  }
}

/** Why a service was not changed. */
async function reason(db: Queryable, workspaceId: string, name: string, kind: ServiceKind): Promise<DomainError> {
  const { rows } = await db.query<{ kind: string }>("select kind from service where workspace_id = $1 and name = $2", [
    workspaceId,
    name,
  ]);
  const [there] = rows;
  if (!there) return new DomainError("not_found", `There is no service ${name}`, { field: "service.name" });
  return there.kind === kind
    ? new DomainError("conflict", `Service ${name} was changed meanwhile; load it again`, { field: "version" })
    : new DomainError("bad_input", `service.kind: it is ${there.kind} for good; delete it and add another`, {
        field: "service.kind",
      });
}

/** Takes a service away; stages that call it fail until there is one of its name again. */
export async function deleteService(
  db: Pick<Pool, "query">,
  workspaceId: string,
  name: string,
): Promise<{ name: string }> {
  const { rowCount } = await db.query("delete from service where workspace_id = $1 and name = $2", [workspaceId, name]);
  if (!rowCount) throw new DomainError("not_found", `There is no service ${name}`, { field: "name" });
  return { name };
}
