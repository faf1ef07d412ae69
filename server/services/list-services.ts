import { DomainError } from "#core/errors.ts";
import { ServiceAuth, type ServiceKind, type ServiceView } from "#core/service.ts";
import { ServiceLimits } from "#core/service-limits.ts";
import type { Queryable } from "#server/db.ts";

interface Row {
  name: string;
  kind: ServiceKind;
  baseUrl: string;
  auth: unknown;
  timeoutMs: number | null;
  limits: unknown;
  methods: number;
  version: number;
  createdBy: string;
  createdAt: Date;
  changedBy: string;
  changedAt: Date;
}

const COLUMNS = `name, kind, base_url as "baseUrl", auth, timeout_ms as "timeoutMs", limits, version,
  (select count(*)::int from service_method where service_id = service.id) as methods, created_by as "createdBy",
  created_at as "createdAt", changed_by as "changedBy", changed_at as "changedAt"`;

const viewOf = ({ auth, limits, timeoutMs, createdAt, changedAt, ...row }: Row): ServiceView => ({
  ...row,
  auth: ServiceAuth.parse(auth),
  limits: ServiceLimits.parse(limits),
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
