import { z } from "zod";
import type { ServiceAuth } from "#core/service.ts";
import { guardedFetch, OutboundError, type OutboundRules, orAborted } from "#server/http/guarded-fetch.ts";
import type { FoundService } from "#server/services/find-service.ts";

type ClientCredentials = Extract<ServiceAuth, { type: "oauth2" }>;

const REQUEST_MS = 30_000;
const MAX_ANSWER_BYTES = 64 * 1024;
const DEFAULT_LIFETIME_S = 300;
/** So long before its end a token is not used any more; of a short one a tenth of its life. */
const MARGIN_S = 30;
const KEPT = 5_000;

const Answer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,16384}$/),
  token_type: z
    .string()
    .regex(/^bearer$/i)
    .optional(),
  expires_in: z.coerce.number().positive().optional().catch(undefined),
});
const Refused = z.object({ error: z.string().regex(/^[a-z_]{1,60}$/) });

interface Kept {
  /** What it was asked for with; a change of service or secret makes it another. */
  asked: string;
  token: Promise<string>;
  /** When it is too late to use it, by the clock of this process; endless while it is asked for. */
  until: number;
}

/** The tokens of services with client credentials: asked for once by many, kept in memory until shortly before they end. */
export class OauthTokens {
  readonly #outbound: OutboundRules;
  readonly #now: () => number;
  readonly #kept = new Map<string, Kept>();

  constructor(outbound: OutboundRules, now: () => number = Date.now) {
    this.#outbound = outbound;
    this.#now = now;
  }

  /** A token to send; throws OutboundError when none is to be had. `isKnown` says that it was not asked for just now. */
  async get(
    service: FoundService,
    auth: ClientCredentials,
    secret: string,
    signal: AbortSignal,
  ): Promise<{ token: string; isKnown: boolean }> {
    const asked = `${service.version} ${service.sealed}`;
    const found = this.#kept.get(service.id);
    const isKnown = found !== undefined && found.asked === asked && this.#now() < found.until;
    const kept = isKnown ? found : this.#ask(service, auth, secret, asked);
    try {
      return { token: await orAborted(kept.token, signal), isKnown };
    } catch (error) {
      if (error instanceof OutboundError || !signal.aborted) throw error;
      throw new OutboundError("timeout", `The token of service ${service.name} did not come in time`, true);
    }
  }

  /** It was refused before its time. */
  async forget({ id }: FoundService, token: string): Promise<void> {
    const kept = this.#kept.get(id);
    if (kept && (await kept.token.catch(() => null)) === token && this.#kept.get(id) === kept) this.#kept.delete(id);
  }

  #ask(service: FoundService, auth: ClientCredentials, secret: string, asked: string): Kept {
    const begunAt = this.#now();
    const answer = this.#request(service, auth, secret);
    const kept: Kept = { asked, token: answer.then(({ token }) => token), until: Number.POSITIVE_INFINITY };
    this.#kept.delete(service.id);
    this.#kept.set(service.id, kept);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest);
    answer.then(
      ({ lifetimeS }) => {
        kept.until = begunAt + (lifetimeS - Math.min(MARGIN_S, lifetimeS / 10)) * 1000;
      },
      () => {
        if (this.#kept.get(service.id) === kept) this.#kept.delete(service.id);
      },
    );
    return kept;
  }

  async #request(
    { name }: FoundService,
    { tokenUrl, clientId, scope }: ClientCredentials,
    secret: string,
  ): Promise<{ token: string; lifetimeS: number }> {
    const form = new URLSearchParams({ grant_type: "client_credentials", ...(scope !== undefined && { scope }) });
    const response = await guardedFetch(
      {
        url: tokenUrl,
        method: "POST",
        headers: {
          authorization: clientAuthorization(clientId, secret),
          accept: "application/json",
          "content-type": "application/x-www-form-urlencoded",
        },
        body: form.toString(),
        // Not that of one attempt: others wait for the same answer.
        signal: AbortSignal.timeout(REQUEST_MS),
        maxResponseBytes: MAX_ANSWER_BYTES,
        refusesRedirects: true,
      },
      this.#outbound,
    );
    const text = Buffer.from(response.body).toString();
    if (response.status !== 200) {
      const { data } = Refused.safeParse(parsed(text));
      const mayPass = response.status === 429 || response.status >= 500;
      throw refused(name, `status ${response.status}${data ? `, ${data.error}` : ""}`, mayPass);
    }
    const { data } = Answer.safeParse(parsed(text));
    if (!data) throw refused(name, "what is no bearer token", false);
    return { token: data.access_token, lifetimeS: data.expires_in ?? DEFAULT_LIFETIME_S };
  }
}

const refused = (service: string, answer: string, mayPass: boolean): OutboundError =>
  new OutboundError("oauth_token", `The token address of service ${service} answered with ${answer}`, mayPass);

const formEncoded = (text: string): string => new URLSearchParams([["", text]]).toString().slice(1);

/** RFC 6749, 2.3.1: both are form-encoded before they are joined. */
export const clientPair = (clientId: string, secret: string): string =>
  `${formEncoded(clientId)}:${formEncoded(secret)}`;

const clientAuthorization = (clientId: string, secret: string): string =>
  `Basic ${Buffer.from(clientPair(clientId, secret)).toString("base64")}`;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}
