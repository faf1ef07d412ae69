import { type Hidden, type Hider, hiderOf } from "#core/hidden-values.ts";
import type { Outcome } from "#core/outcome.ts";
import { type ServiceAuth, secretOf } from "#core/service.ts";
import { isBelow, urlBelow } from "#core/service-url.ts";
import type { Queryable } from "#server/db.ts";
import { guardedFetch, type OutboundResponse, type OutboundRules } from "#server/http/guarded-fetch.ts";
import type { SecretBox } from "#server/secret-box.ts";
import { aboutSecret } from "#server/secrets/about-secret.ts";
import { recordUse } from "#server/secrets/record-use.ts";
import { type FoundService, findService } from "#server/services/find-service.ts";
import { type Call, failed } from "#worker/handlers/call.ts";
import type { AttemptContext } from "#worker/handlers/handler.ts";
import { clientPair, OauthTokens } from "#worker/services/oauth-tokens.ts";

interface Deps {
  db: Queryable;
  secretBox: SecretBox;
  outbound: OutboundRules;
  tokens?: OauthTokens;
}

type Attempt = Pick<AttemptContext, "workspaceId" | "runId" | "taskId" | "attempt" | "signal">;

/** A request that is ready to be sent. */
export interface Route {
  url: string;
  /** Throws OutboundError. */
  send(): Promise<OutboundResponse>;
  /** Hides what was sent along so far. */
  hider(): Hider;
}

/** The way of a request to a service, or how the attempt ends without one. Its `url` is a path below the service. */
export type ServiceCalls = (name: string, call: Call, attempt: Attempt) => Promise<Route | Outcome>;

/** What a header can carry without being changed on the way. */
const IN_A_HEADER = /^[\x21-\x7e]([\t\x20-\x7e]*[\x21-\x7e])?$/;

/** Sends requests to the services of a workspace; their secrets are opened here, and known to nothing else in the worker. */
export function createServiceCalls({
  db,
  secretBox,
  outbound,
  tokens = new OauthTokens(outbound),
}: Deps): ServiceCalls {
  return async (name, call, attempt) => {
    const service = await findService(db, attempt.workspaceId, name);
    if (!service) return failed("unknown_service", `There is no service ${name}`);
    const { auth, baseUrl } = service;
    const { url, problem } = urlBelow(baseUrl, call.url);
    if (problem !== null) return failed("bad_path", `config.url ${problem} (service ${name})`);
    const header = headerOf(auth);
    if (header !== null && call.headers[header] !== undefined)
      return failed("bad_header", `config.headers.${header} is what service ${name} sends itself`);
    const secret = openSecret(secretBox, service, attempt.workspaceId);
    if (typeof secret === "object" && secret !== null) return secret;

    const signal = service.timeoutMs === null ? attempt.signal : within(service.timeoutMs, attempt.signal);
    const hidden: Hidden[] = hiddenOf(auth, secret);
    const send = (headers: Record<string, string>) =>
      guardedFetch(
        { ...call, url, headers: { ...call.headers, ...headers }, signal, trusts: (to) => isBelow(baseUrl, to) },
        outbound,
      );

    async function sendWithToken(oauth: Extract<ServiceAuth, { type: "oauth2" }>, key: string) {
      const { token, isKnown } = await tokens.get(service as FoundService, oauth, key, signal);
      hidden.push({ name: oauth.secret, value: token });
      const response = await send({ authorization: `Bearer ${token}` });
      if (response.status !== 401 || !isKnown) return { response, isRefused: false };
      await tokens.forget(service as FoundService, token);
      return { response, isRefused: true };
    }

    return {
      url,
      hider: () => hiderOf(hidden),
      send: async () => {
        const named = secretOf(auth);
        const { runId, taskId, workspaceId } = attempt;
        if (named !== null)
          await recordUse(db, { workspaceId, secret: named, service: name, runId, taskId, attempt: attempt.attempt });
        if (auth.type !== "oauth2" || secret === null) return send(credential(auth, secret ?? ""));
        const first = await sendWithToken(auth, secret);
        // A token that was kept may have been taken back before its time.
        return first.isRefused ? (await sendWithToken(auth, secret)).response : first.response;
      },
    };
  };
}

/** Its value; null when it has none; a failed outcome when it is of no use. */
function openSecret(
  box: SecretBox,
  { name, auth, sealed }: FoundService,
  workspaceId: string,
): string | null | Outcome {
  const secret = secretOf(auth);
  if (secret === null) return null;
  if (sealed === null)
    return failed("unknown_secret", `There is no secret ${secret}, which service ${name} sends along`);
  let value: string;
  try {
    value = box.open(sealed, aboutSecret(workspaceId, secret));
  } catch {
    return failed("secret_unreadable", `Secret ${secret} cannot be opened: set it anew, or see HEDDLE_SECRET_PREVIOUS`);
  }
  const isSentAsItIs = auth.type === "bearer" || auth.type === "header";
  if (isSentAsItIs && !IN_A_HEADER.test(value))
    return failed(
      "bad_secret",
      `Secret ${secret} holds what no header can carry: line breaks, blanks around it, or no ASCII`,
    );
  return value;
}

/** The header that a service sets; null when it sets none. */
function headerOf(auth: ServiceAuth): string | null {
  if (auth.type === "none") return null;
  return auth.type === "header" ? auth.name.toLowerCase() : "authorization";
}

function credential(auth: ServiceAuth, secret: string): Record<string, string> {
  switch (auth.type) {
    case "bearer":
      return { authorization: `Bearer ${secret}` };
    case "basic":
      return { authorization: `Basic ${Buffer.from(`${auth.username}:${secret}`).toString("base64")}` };
    case "header":
      return { [auth.name.toLowerCase()]: secret };
    default:
      return {};
  }
}

function hiddenOf(auth: ServiceAuth, value: string | null): Hidden[] {
  if (auth.type === "none" || value === null) return [];
  const own = { name: auth.secret, value };
  if (auth.type === "basic") return [own, { name: auth.secret, value: `${auth.username}:${value}` }];
  if (auth.type === "oauth2") return [own, { name: auth.secret, value: clientPair(auth.clientId, value) }];
  return [own];
}

const within = (ms: number, signal: AbortSignal): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(ms)]);
