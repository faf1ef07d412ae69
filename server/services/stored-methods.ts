import { DomainError } from "#core/errors.ts";
import type { ServiceKind } from "#core/service.ts";
import { FETCH, OpenApiRequest, type ServiceMethod, type ServiceMethods } from "#core/service-method.ts";
import type { Queryable } from "#server/db.ts";

/** A method with the way in which it is asked for; null for a tool, which is asked for by its name. */
export interface StoredMethod extends ServiceMethod {
  request: OpenApiRequest | null;
}

/** Puts these in the place of all methods of a service. The caller has locked the service. */
export async function storeMethods(db: Queryable, serviceId: string, methods: readonly StoredMethod[]): Promise<void> {
  await db.query("delete from service_method where service_id = $1", [serviceId]);
  await db.query(
    `insert into service_method (service_id, position, name, summary, args, result, request)
     select $1, position, name, summary, args, result, request
     from json_to_recordset($2::json) as m (position int, name text, summary text, args json, result json, request json)`,
    [serviceId, JSON.stringify(methods.map((method, position) => ({ ...method, position })))],
  );
  await db.query("update service set methods_at = now() where id = $1", [serviceId]);
}

/** What can be called of a service of the workspace, in the order in which it was described. */
export async function listMethods(db: Queryable, workspaceId: string, service: string): Promise<ServiceMethods> {
  const { rows } = await db.query<{ id: string; kind: ServiceKind; describedAt: Date | null }>(
    `select id, kind, methods_at as "describedAt" from service where workspace_id = $1 and name = $2`,
    [workspaceId, service],
  );
  const [found] = rows;
  if (!found) throw new DomainError("not_found", `There is no service ${service}`, { field: "name" });
  const { rows: own } = await db.query<ServiceMethod>(
    "select name, summary, args, result from service_method where service_id = $1 order by position",
    [found.id],
  );
  const hasFetch = found.kind !== "mcp" && own.every(({ name }) => name !== FETCH.name);
  return {
    service,
    kind: found.kind,
    describedAt: found.describedAt?.toISOString() ?? null,
    methods: hasFetch ? [...own, FETCH] : own,
  };
}

/** One method of a service; null when it has none of this name. */
export async function findMethod(db: Queryable, serviceId: string, name: string): Promise<StoredMethod | null> {
  const { rows } = await db.query<StoredMethod>({
    name: "find_service_method",
    text: "select name, summary, args, result, request from service_method where service_id = $1 and name = $2",
    values: [serviceId, name],
  });
  const [row] = rows;
  return row ? { ...row, request: row.request && OpenApiRequest.parse(row.request) } : null;
}
