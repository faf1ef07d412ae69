import { ServiceAuth } from "#core/service.ts";
import type { Queryable } from "#server/db.ts";

/** A service as a worker calls it. */
export interface FoundService {
  id: string;
  name: string;
  baseUrl: string;
  auth: ServiceAuth;
  timeoutMs: number | null;
  version: number;
  /** The sealed value of the secret that `auth` names; null when it names none. */
  sealed: string | null;
}

/** The service of this name; null when the workspace has none. */
export async function findService(db: Queryable, workspaceId: string, name: string): Promise<FoundService | null> {
  const { rows } = await db.query<FoundService>({
    name: "find_service",
    text: `
      select v.id, v.name, v.base_url as "baseUrl", v.auth, v.timeout_ms as "timeoutMs", v.version, s.sealed
      from service v
      left join secret s on s.workspace_id = v.workspace_id and s.name = v.secret
      where v.workspace_id = $1 and v.name = $2`,
    values: [workspaceId, name],
  });
  return rows[0] ? { ...rows[0], auth: ServiceAuth.parse(rows[0].auth) } : null;
}
