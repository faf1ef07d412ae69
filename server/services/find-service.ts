import { ServiceAuth, type ServiceKind } from "#core/service.ts";
import { ServiceLimits } from "#core/service-limits.ts";
import type { Queryable } from "#server/db.ts";

/** A service as a worker calls it. */
export interface FoundService {
  id: string;
  name: string;
  kind: ServiceKind;
  baseUrl: string;
  auth: ServiceAuth;
  timeoutMs: number | null;
  limits: ServiceLimits;
  version: number;
  /** The sealed value of the secret that `auth` names; null when it names none. */
  sealed: string | null;
}

/** The service of this name; null when the workspace has none. */
export async function findService(db: Queryable, workspaceId: string, name: string): Promise<FoundService | null> {
  const { rows } = await db.query<FoundService>({
    name: "find_service",
    text: `
      select v.id, v.name, v.kind, v.base_url as "baseUrl", v.auth, v.timeout_ms as "timeoutMs", v.limits, v.version,
             s.sealed
      from service v
      left join secret s on s.workspace_id = v.workspace_id and s.name = v.secret
      where v.workspace_id = $1 and v.name = $2`,
    values: [workspaceId, name],
  });
  const [row] = rows;
  return row ? { ...row, auth: ServiceAuth.parse(row.auth), limits: ServiceLimits.parse(row.limits) } : null;
}
