import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { Agent, type Dispatcher, request } from "undici";
import { CONNECTION_HEADERS } from "#core/connection-headers.ts";
import type { Failure } from "#core/run-event.ts";
import { type Allowed, isAllowedAddress, isAllowedHost } from "#server/http/address-rules.ts";
import { traceHeaders } from "#server/trace/outgoing.ts";

export interface ResolvedAddress {
  address: string;
  family: number;
}

export interface OutboundRequest {
  url: string;
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array | undefined;
  /** Ends everything, from name resolution to the last byte of the response. */
  signal: AbortSignal;
  maxResponseBytes?: number;
  /** A larger response fails unless it is to be cut off there. */
  cutsResponse?: boolean;
  /** Is given the body of a good response (2xx) piece by piece as it comes; the answer's body is empty then. */
  onPiece?: (piece: Uint8Array) => void;
  /** To where a redirect takes all headers along: to the same origin unless this says otherwise. */
  trusts?: (url: URL) => boolean;
  /** Redirects are followed unless they are to be answered as they are. */
  refusesRedirects?: boolean;
}

export interface OutboundResponse {
  status: number;
  /** Lower-case names; several values of one name are joined by a comma. */
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface OutboundRules extends Allowed {
  /** How names are resolved; the system's way unless a test says otherwise. */
  resolve?: (host: string) => Promise<ResolvedAddress[]>;
}

/** Why a request could not be made or answered, as the failure that it is shown as. */
export class OutboundError extends Error {
  readonly failure: Failure;
  constructor(code: string, message: string, retryable: boolean) {
    super(message);
    this.failure = { code, message, retryable };
  }
}

const MAX_REDIRECTS = 5;
const MAX_RESPONSE_BYTES = 64 * 1024 * 1024;
const CONNECT_MS = 10_000;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** All that may follow to another origin: a key in a header of its own must not. */
const HARMLESS = new Set(["accept", "accept-language", "content-type", "user-agent", "idempotency-key"]);

const resolveName = (host: string): Promise<ResolvedAddress[]> => lookup(host, { all: true, verbatim: true });

/**
 * Makes a request to the public internet, or to what the operator allows (DESIGN 10). Names are resolved once, every
 * address is checked, and the connection goes to a checked address; so does each redirect. Throws OutboundError.
 */
export async function guardedFetch(outbound: OutboundRequest, rules: OutboundRules): Promise<OutboundResponse> {
  let url = parseUrl(outbound.url);
  let { method, body } = outbound;
  let headers = ownHeaders(outbound.headers);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await oneRequest({ ...outbound, method, headers, body }, url, rules);
    const { location } = response.headers;
    if (outbound.refusesRedirects || !REDIRECTS.has(response.status) || !location) return response;
    const next = parseUrl(location, url);
    if (next.origin !== url.origin || (outbound.trusts && !outbound.trusts(next)))
      headers = Object.fromEntries(Object.entries(headers).filter(([name]) => HARMLESS.has(name)));
    if (response.status === 303 || (response.status < 303 && method === "POST")) {
      method = method === "HEAD" ? "HEAD" : "GET";
      body = undefined;
      delete headers["content-type"];
    }
    url = next;
  }
  throw new OutboundError("too_many_redirects", `${outbound.url} redirects more than ${MAX_REDIRECTS} times`, false);
}

function parseUrl(text: string, base?: URL): URL {
  const url = URL.parse(text, base);
  if (!url) throw new OutboundError("bad_url", `${JSON.stringify(text)} is not a URL`, false);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new OutboundError("bad_url", `${url.protocol} is not allowed: only http and https are`, false);
  if (url.username || url.password)
    throw new OutboundError("bad_url", "The URL holds a user name or password; send them in a header", false);
  return url;
}

function ownHeaders(given: Record<string, string>): Record<string, string> {
  const headers = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  for (const name of Object.keys(headers))
    if (CONNECTION_HEADERS.has(name)) throw new OutboundError("bad_header", `The header ${name} cannot be set`, false);
  // A compressed response could be small on the wire and huge in memory.
  return { accept: "*/*", "user-agent": "Heddle", ...traceHeaders(), ...headers, "accept-encoding": "identity" };
}

async function checkedAddresses(host: string, rules: OutboundRules, signal: AbortSignal): Promise<ResolvedAddress[]> {
  const literal = host.replace(/^\[|\]$/g, "");
  const family = isIP(literal);
  const addresses = family ? [{ address: literal, family }] : await resolved(host, rules, signal);
  const blocked = isAllowedHost(literal, rules)
    ? undefined
    : addresses.find(({ address }) => !isAllowedAddress(address, rules));
  if (!blocked) return addresses;
  throw new OutboundError(
    "blocked_address",
    `${host} leads to ${blocked.address}, which is not on the public internet; an operator can allow it with HEDDLE_ALLOW_HOSTS or HEDDLE_ALLOW_CIDRS`,
    false,
  );
}

async function resolved(
  host: string,
  { resolve = resolveName }: OutboundRules,
  signal: AbortSignal,
): Promise<ResolvedAddress[]> {
  const found = await orAborted(resolve(host), signal).catch((error: unknown) => {
    if (signal.aborted) throw timedOut(host);
    const { code } = error as NodeJS.ErrnoException;
    throw new OutboundError("dns", `The name ${host} cannot be resolved${code ? ` (${code})` : ""}`, true);
  });
  if (found.length === 0) throw new OutboundError("dns", `The name ${host} has no address`, true);
  return found;
}

const timedOut = (where: string): OutboundError =>
  new OutboundError("timeout", `${where} did not answer in time`, true);

/** What the promise gives, unless the signal is aborted before: then its reason is thrown. */
export function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

async function oneRequest(outbound: OutboundRequest, url: URL, rules: OutboundRules): Promise<OutboundResponse> {
  const {
    method,
    headers,
    body,
    signal,
    maxResponseBytes = MAX_RESPONSE_BYTES,
    cutsResponse = false,
    onPiece,
  } = outbound;
  const addresses = await checkedAddresses(url.hostname, rules, signal);
  const dispatcher = new Agent({
    connect: { timeout: CONNECT_MS, lookup: pinned(addresses) },
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  try {
    const response = await request(url, {
      method: method as Dispatcher.HttpMethod,
      headers,
      body: body ?? null,
      signal,
      dispatcher,
    });
    const isGood = response.statusCode >= 200 && response.statusCode < 300;
    return {
      status: response.statusCode,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, value]) => [
          name,
          Array.isArray(value) ? value.join(", ") : (value ?? ""),
        ]),
      ),
      body: await limited(response.body, maxResponseBytes, cutsResponse, url, isGood ? onPiece : undefined),
    };
  } catch (error) {
    if (error instanceof OutboundError) throw error;
    if (signal.aborted) throw timedOut(url.host);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "UND_ERR_INVALID_ARG")
      throw new OutboundError("bad_header", `The request cannot be sent: ${message}`, false);
    throw new OutboundError("connect", `The connection to ${url.host} failed: ${message || code}`, true);
  } finally {
    void dispatcher.destroy().catch(() => {});
  }
}

/** Gives the connection the addresses that were checked, whatever a second resolution would say. */
function pinned(addresses: ResolvedAddress[]) {
  return (
    _host: string,
    options: { all?: boolean | undefined },
    done: (error: null, address: string | ResolvedAddress[], family?: number) => void,
  ): void => {
    const [first] = addresses;
    if (options.all) done(null, addresses);
    else done(null, first?.address ?? "", first?.family ?? 4);
  };
}

async function limited(
  body: AsyncIterable<Uint8Array>,
  maxBytes: number,
  cuts: boolean,
  url: URL,
  onPiece?: (piece: Uint8Array) => void,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBytes && cuts) return Buffer.concat([...chunks, chunk]).subarray(0, maxBytes);
    if (size > maxBytes)
      throw new OutboundError(
        "response_too_large",
        `The response of ${url.host} is larger than ${maxBytes} bytes`,
        false,
      );
    if (onPiece) onPiece(chunk);
    else chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
