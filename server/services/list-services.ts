import { DomainError } from "#core/errors.ts";
import { ServiceAuth, type ServiceView } from "#core/service.ts";
import type { Queryable } from "#server/db.ts";

interface Row {
  name: string;
  baseUrl: string;
  auth: unknown;
  timeoutMs: number | null;
  version: number;
  createdBy: string;
  createdAt: Date;
  changedBy: string;
  changedAt: Date;
}

const COLUMNS = `name, base_url as "baseUrl", auth, timeout_ms as "timeoutMs", version, created_by as "createdBy",
  created_at as "createdAt", changed_by as "changedBy", changed_at as "changedAt"`;

const viewOf = ({ auth, timeoutMs, createdAt, changedAt, ...row }: Row): ServiceView => ({
  ...row,
  auth: ServiceAuth.parse(auth),
  ...(timeoutMs !== null && { timeoutMs }),
  createdAt: createdAt.toISOString(),
  changedAt: changedAt.toISOString(),
});

/** The services of a workspace by name. Of their secrets they tell the names. */
export async function listServices(db: Queryable, workspaceId: string): Promise<ServiceView[]> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from service where workspace_id = $1 order by name`, [
    workspaceId,
  ]);
  return rows.map(viewOf);
}

export async function getService(db: Queryable, workspaceId: string, name: string): Promise<ServiceView> {
  const { rows } = await db.query<Row>(`select ${COLUMNS} from service where workspace_id = $1 and name = $2`, [
    workspaceId,
    name,
  ]);
  if (!rows[0]) throw new DomainError("not_found", `There is no service ${name}`, { field: "name" });
  return viewOf(rows[0]);
}
