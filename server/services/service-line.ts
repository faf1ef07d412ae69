import { type Hidden, type Hider, hiderOf } from "#core/hidden-values.ts";
import { type ServiceAuth, secretOf } from "#core/service.ts";
import { isBelow, urlBelow } from "#core/service-url.ts";
import {
  guardedFetch,
  OutboundError,
  type OutboundRequest,
  type OutboundResponse,
  type OutboundRules,
} from "#server/http/guarded-fetch.ts";
import type { SecretBox } from "#server/secret-box.ts";
import { aboutSecret } from "#server/secrets/about-secret.ts";
import type { FoundService } from "#server/services/find-service.ts";
import { clientPair, type OauthTokens } from "#server/services/oauth-tokens.ts";

interface Deps {
  secretBox: SecretBox;
  outbound: OutboundRules;
  tokens: OauthTokens;
}

/** A way to one service: what is sent carries its credential. */
export interface ServiceLine {
  /** The address of a path of the service. Throws OutboundError for what may not be sent there; `place` is what it blames. */
  urlOf(path: string, headers: Record<string, string>, place: string): string;
  /** Sends a request to an address of the service. Throws OutboundError. */
  send(request: OutboundRequest): Promise<OutboundResponse>;
  /** Hides what was sent along so far. */
  hider(): Hider;
}

/** What a header can carry without being changed on the way. */
const IN_A_HEADER = /^[\x21-\x7e]([\t\x20-\x7e]*[\x21-\x7e])?$/;

const wrong = (code: string, message: string): OutboundError => new OutboundError(code, message, false);

/**
 * Opens the way to a service; its secret is opened by it, and known to nothing else. Throws OutboundError when the secret is
 * of no use. `onUse` is told the name of the secret before it is sent for the first time.
 */
export function openLine(
  { secretBox, outbound, tokens }: Deps,
  service: FoundService,
  workspaceId: string,
  onUse: (secret: string) => Promise<void>,
): ServiceLine {
  const { auth, baseUrl, name } = service;
  const secret = openSecret(secretBox, service, workspaceId);
  const hidden: Hidden[] = hiddenOf(auth, secret);
  let isNoted = false;

  const sendWith = (request: OutboundRequest, headers: Record<string, string>) =>
    guardedFetch(
      { ...request, headers: { ...request.headers, ...headers }, trusts: (to) => isBelow(baseUrl, to) },
      outbound,
    );

  async function sendWithToken(
    request: OutboundRequest,
    oauth: Extract<ServiceAuth, { type: "oauth2" }>,
    key: string,
    isLast: boolean,
  ): Promise<OutboundResponse> {
    const { token, isKnown } = await tokens.get(service, oauth, key, request.signal);
    hidden.push({ name: oauth.secret, value: token });
    const response = await sendWith(request, { authorization: `Bearer ${token}` });
    // A token that was kept may have been taken back before its time.
    if (response.status !== 401 || !isKnown || isLast) return response;
    await tokens.forget(service, token);
    return sendWithToken(request, oauth, key, true);
  }

  return {
    urlOf(path, headers, place) {
      const { url, problem } = urlBelow(baseUrl, path);
      if (problem !== null) throw wrong("bad_path", `${place} ${problem} (service ${name})`);
      const header = headerOf(auth);
      if (header !== null && headers[header] !== undefined)
        throw wrong("bad_header", `config.headers.${header} is what service ${name} sends itself`);
      return url;
    },
    hider: () => hiderOf(hidden),
    async send(request) {
      const named = secretOf(auth);
      if (named !== null && !isNoted) await onUse(named);
      isNoted = true;
      if (auth.type !== "oauth2" || secret === null) return sendWith(request, credential(auth, secret ?? ""));
      return sendWithToken(request, auth, secret, false);
    },
  };
}

/** Its value; null when it has none. */
function openSecret(box: SecretBox, { name, auth, sealed }: FoundService, workspaceId: string): string | null {
  const secret = secretOf(auth);
  if (secret === null) return null;
  if (sealed === null) throw wrong("unknown_secret", `There is no secret ${secret}, which service ${name} sends along`);
  let value: string;
  try {
    value = box.open(sealed, aboutSecret(workspaceId, secret));
  } catch {
    throw wrong("secret_unreadable", `Secret ${secret} cannot be opened: set it anew, or see HEDDLE_SECRET_PREVIOUS`);
  }
  const isSentAsItIs = auth.type === "bearer" || auth.type === "header";
  if (isSentAsItIs && !IN_A_HEADER.test(value))
    throw wrong(
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
