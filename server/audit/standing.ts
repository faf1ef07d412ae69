import type { Queryable } from "#server/db.ts";

const NUMBER = /^[1-9]\d{0,14}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const NAME = /^/;

/**
 * How the things of a workspace ($1) stand, by their id or name ($2), in a few fields without payloads and secrets; null
 * where there is nothing to look at.
 */
const STANDING = {
  workflow: [
    NAME,
    `select json_build_object('title', title, 'revision', revision, 'draftHash', draft_hash,
                              'publishedVersion', latest_version, 'archivedAt', archived_at) as standing
     from workflow
     where workspace_id = $1 and name = $2`,
  ],
  function: [
    NAME,
    `select json_build_object('latestVersion', latest_version, 'retiredAt', retired_at) as standing
     from task_function
     where workspace_id = $1 and name = $2`,
  ],
  run: [
    NUMBER,
    `select json_build_object('status', status, 'epoch', epoch, 'isPaused', is_paused) as standing
     from run
     where workspace_id = $1 and id = $2::bigint`,
  ],
  review: [
    NUMBER,
    `select json_build_object('status', status, 'decision', decision, 'by', decided_by, 'runId', run_id, 'stageId', stage_id,
                              'attempt', attempt, 'contentHash', content_hash) as standing
     from review
     where workspace_id = $1 and id = $2::bigint`,
  ],
  batch: [
    NUMBER,
    `select json_build_object('runs', run_count, 'open', open_count, 'stoppedAt', stopped_at) as standing
     from batch
     where workspace_id = $1 and id = $2::bigint`,
  ],
  trigger: [
    UUID,
    `select json_build_object('name', t.name, 'workflow', w.name, 'kind', t.kind, 'isEnabled', t.is_enabled,
                              'event', t.event, 'secretStart', t.secret_start) as standing
     from trigger t
     join workflow w on w.id = t.workflow_id
     where t.workspace_id = $1 and t.id = $2::uuid`,
  ],
  rule: [
    UUID,
    `select json_build_object('type', type, 'kind', kind, 'workflow', workflow, 'stage', stage, 'fields', fields,
                              'max', max) as standing
     from rule
     where workspace_id = $1 and id = $2::uuid`,
  ],
  service: [
    NAME,
    `select json_build_object('kind', kind, 'baseUrl', base_url, 'namedSecret', secret, 'timeoutMs', timeout_ms,
                              'limits', limits, 'version', version) as standing
     from service
     where workspace_id = $1 and name = $2`,
  ],
  secret: [
    NAME,
    `select json_build_object('changedBy', changed_by, 'changedAt', changed_at) as standing
     from secret
     where workspace_id = $1 and name = $2`,
  ],
  person: [
    NAME,
    `select json_build_object('email', u.email, 'name', u.name, 'role', m.role) as standing
     from member m
     join "user" u on u.id = m."userId"
     where m."organizationId" = $1 and m."userId" = $2`,
  ],
  workspace: [NAME, "select json_build_object('name', name) as standing from organization where id = $1 and id = $2"],
  group: [
    NAME,
    `select json_build_object('members', coalesce(json_agg(u.email order by u.email) filter (where u.id is not null), '[]')) as standing
     from people_group g
     left join people_group_member gm on gm.group_id = g.id
     left join member m on m.id = gm.member_id
     left join "user" u on u.id = m."userId"
     where g.workspace_id = $1 and g.name = $2
     group by g.id`,
  ],
  invitation: [
    NAME,
    `select json_build_object('email', email, 'role', role, 'status', status) as standing
     from invitation
     where "organizationId" = $1 and id = $2`,
  ],
  key: [
    UUID,
    `select json_build_object('name', name, 'role', role, 'scopes', scopes, 'expiresAt', expires_at, 'revokedAt', revoked_at) as standing
     from api_key
     where workspace_id = $1 and id = $2::uuid`,
  ],
  retention: [
    NAME,
    `select json_build_object('keepDays', r.keep_days, 'keepRuns', r.keep_runs) as standing
     from retention r
     left join workflow w on w.id = r.workflow_id
     where r.workspace_id = $1 and coalesce(w.name, '*') = $2`,
  ],
  session: null,
  trial: null,
  event: null,
  cache: null,
  delivery: null,
  notification: null,
  "signing secret": null,
  other: null,
} as const satisfies Record<string, readonly [id: RegExp, sql: string] | null>;

export type TargetKind = keyof typeof STANDING;

/** How a target stands now; null when it is not there, or when nothing is known of its kind. */
export async function standingOf(
  db: Queryable,
  workspaceId: string,
  kind: TargetKind,
  id: string | null,
): Promise<unknown> {
  const look = STANDING[kind];
  if (!look || id === null || !look[0].test(id)) return null;
  const { rows } = await db.query<{ standing: unknown }>({
    name: `audit_${kind}`,
    text: look[1],
    values: [workspaceId, id],
  });
  return rows[0]?.standing ?? null;
}
