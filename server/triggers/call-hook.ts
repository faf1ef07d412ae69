import { DomainError } from "#core/errors.ts";
import { findUnstorable } from "#core/storable.ts";
import { MAX_HOOK_BYTES, TriggerSettings } from "#core/trigger.ts";
import type { Queryable } from "#server/db.ts";
import { limitBody } from "#server/limit-body.ts";
import type { SecretBox } from "#server/secret-box.ts";
import type { HookLimits } from "#server/triggers/hook-limits.ts";
import { isHookSecret, signatureProblem } from "#server/triggers/hook-secret.ts";
import { mapInput, runOfKey, startTriggered, type TriggeredDeps } from "#server/triggers/start-triggered.ts";

export interface HookDeps extends TriggeredDeps {
  secretBox: SecretBox;
  hookLimits: HookLimits;
}

/** An enabled webhook, as a call finds it. */
export interface Hook {
  id: string;
  workspaceId: string;
  name: string;
  workflow: string;
  settings: Extract<TriggerSettings, { kind: "webhook" }>;
  secretHash: string | null;
  secretSealed: string | null;
}

const MAX_KEY_LENGTH = 200;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The enabled webhook with this id; refuses every other. */
export async function findHook(db: Queryable, id: string): Promise<Hook> {
  const { rows } = UUID.test(id)
    ? await db.query<Hook>({
        name: "find_hook",
        text: `
          select t.id, t.workspace_id as "workspaceId", t.name, w.name as workflow, t.settings,
                 t.secret_hash as "secretHash", t.secret_sealed as "secretSealed"
          from trigger t
          join workflow w on w.id = t.workflow_id
          where t.id = $1 and t.kind = 'webhook' and t.is_enabled`,
        values: [id],
      })
    : { rows: [] };
  const [row] = rows;
  if (!row) throw new DomainError("not_found", "There is no such webhook, or it is disabled");
  const settings = TriggerSettings.parse(row.settings);
  if (settings.kind !== "webhook") throw new Error(`Trigger ${id} is no webhook`);
  return { ...row, settings };
}

/** Reads the body of a call that shows the right secret; refuses any other call. */
export async function admit(
  deps: HookDeps,
  hook: Hook,
  request: Request,
  secretInPath: string | undefined,
): Promise<Uint8Array> {
  const { auth } = hook.settings;
  const refuse = (message: string): never => {
    if (!deps.hookLimits.refusals.take(hook.id)) throw tooMany();
    throw new DomainError("unauthorized", message);
  };
  if (auth.type === "bearer") {
    const [, bearer] = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
    const sent = bearer ?? secretInPath;
    if (!sent) refuse("Send the secret of this webhook as Authorization: Bearer …");
    else if (hook.secretHash === null || !isHookSecret(sent, hook.secretHash))
      refuse("This is not the secret of this webhook");
    if (!deps.hookLimits.calls.take(hook.id)) throw tooMany();
    return await readBody(request);
  }
  const body = await readBody(request);
  const signed = { headers: request.headers, body, now: new Date() };
  const problem =
    hook.secretSealed === null
      ? "This webhook has no secret"
      : signatureProblem(deps.secretBox, hook.id, hook.secretSealed, auth, signed);
  if (problem) refuse(problem);
  if (!deps.hookLimits.calls.take(hook.id)) throw tooMany();
  return body;
}

const tooMany = () => new DomainError("too_many", "This webhook is called too often; try again in a moment");

async function readBody(request: Request): Promise<Uint8Array> {
  const tooLarge = new DomainError("too_large", "The body is larger than 1 MiB, the limit of a webhook", {
    field: "body",
  });
  const limited = limitBody(request, MAX_HOOK_BYTES, () => tooLarge);
  return new Uint8Array(await limited.arrayBuffer());
}

/** JSON as it came; no body at all counts as `{}`. */
function parseBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return {};
  let body: unknown;
  try {
    body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    throw new DomainError("bad_input", "body: is not valid JSON", { field: "body" });
  }
  const unstorable = findUnstorable(body, "body");
  if (unstorable) throw new DomainError("bad_input", unstorable.message, { field: unstorable.path });
  return body;
}

/** Headers as a mapping sees them: lower case, without those that carry secrets. */
function headersForMapping(headers: Headers): Record<string, string> {
  const all = Object.fromEntries(headers);
  delete all.authorization;
  delete all.cookie;
  return all;
}

/** Starts the run of an admitted call; the same value in the idempotency header answers with the first run. */
export async function runHook(deps: HookDeps, hook: Hook, headers: Headers, bytes: Uint8Array): Promise<number> {
  const { mapping, idempotencyHeader } = hook.settings;
  const given = headers.get(idempotencyHeader)?.trim();
  if (given && given.length > MAX_KEY_LENGTH)
    throw new DomainError("bad_input", `${idempotencyHeader}: is longer than ${MAX_KEY_LENGTH} characters`, {
      field: idempotencyHeader,
    });
  const key = given ? `hook:${hook.id}:${given}` : null;
  // Asked before all checks: what was started once is answered, although the workflow has changed since.
  const earlier = key && (await runOfKey(deps.pool, hook.workspaceId, key));
  if (earlier) return earlier;
  const body = parseBody(bytes);
  const scope = { body, headers: headersForMapping(headers) };
  const input = await mapInput(deps.expressions, mapping, scope, body);
  const who = { workspaceId: hook.workspaceId, by: `webhook ${hook.name}` };
  return await startTriggered(deps, who, hook.workflow, input, key);
}
