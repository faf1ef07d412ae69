import { type ServiceAuth, type ServiceKind, ServiceToSave, type ServiceView, secretOf } from "#core/service.ts";
import type { ServiceLimits } from "#core/service-limits.ts";

export type AuthType = ServiceAuth["type"];
export type RateUnit = NonNullable<ServiceLimits["rate"]>["per"];

export const KIND_TITLES: Readonly<Record<ServiceKind, string>> = {
  http: "Web service",
  openapi: "OpenAPI",
  mcp: "MCP server",
};

export const AUTH_TITLES: Readonly<Record<AuthType, string>> = {
  none: "No credential",
  bearer: "Bearer token",
  basic: "User name and password",
  header: "Header",
  oauth2: "OAuth 2 client credentials",
};

/** A service as it is typed, the fields of all kinds of service and of credential together. */
export interface ServiceDraft {
  kind: ServiceKind;
  name: string;
  document: string;
  baseUrl: string;
  type: AuthType;
  secret: string;
  username: string;
  header: string;
  tokenUrl: string;
  clientId: string;
  scope: string;
  /** In seconds. */
  timeout: string;
  concurrency: string;
  rate: string;
  per: RateUnit;
  attempts: string;
  /** In seconds. */
  backoff: string;
  /** With commas between. */
  statuses: string;
}

export const EMPTY_DRAFT: ServiceDraft = {
  kind: "http",
  name: "",
  document: "",
  baseUrl: "",
  type: "bearer",
  secret: "",
  username: "",
  header: "",
  tokenUrl: "",
  clientId: "",
  scope: "",
  timeout: "",
  concurrency: "",
  rate: "",
  per: "second",
  attempts: "",
  backoff: "1",
  statuses: "408, 425, 429, 500, 502, 503, 504",
};

/** A stored service as one would have typed it. */
export function draftOf({ name, kind, baseUrl, auth, timeoutMs, limits }: ServiceView): ServiceDraft {
  const { concurrency, rate, retry } = limits;
  return {
    ...EMPTY_DRAFT,
    name,
    kind,
    baseUrl,
    type: auth.type,
    secret: secretOf(auth) ?? "",
    ...(auth.type === "basic" && { username: auth.username }),
    ...(auth.type === "header" && { header: auth.name }),
    ...(auth.type === "oauth2" && { tokenUrl: auth.tokenUrl, clientId: auth.clientId, scope: auth.scope ?? "" }),
    timeout: timeoutMs === undefined ? "" : String(timeoutMs / 1000),
    concurrency: concurrency === undefined ? "" : String(concurrency),
    ...(rate && { rate: String(rate.calls), per: rate.per }),
    ...(retry && {
      attempts: String(retry.maxAttempts),
      backoff: String(retry.backoffMs / 1000),
      statuses: retry.statuses.join(", "),
    }),
  };
}

function authOf({ type, secret, username, header, tokenUrl, clientId, scope }: ServiceDraft): unknown {
  switch (type) {
    case "none":
      return { type };
    case "bearer":
      return { type, secret };
    case "basic":
      return { type, username, secret };
    case "header":
      return { type, name: header.trim(), secret };
    case "oauth2":
      return { type, tokenUrl: tokenUrl.trim(), clientId, secret, ...(scope.trim() && { scope: scope.trim() }) };
  }
}

/** What is typed as a number; what is none is refused by the schema. */
const numberIn = (text: string): number => (text.trim() === "" ? Number.NaN : Number(text.trim().replace(",", ".")));
const msIn = (text: string): number => Math.round(numberIn(text) * 1000);
const isTyped = (text: string): boolean => text.trim() !== "";

const limitsOf = ({ concurrency, rate, per, attempts, backoff, statuses }: ServiceDraft): unknown => ({
  ...(isTyped(concurrency) && { concurrency: numberIn(concurrency) }),
  ...(isTyped(rate) && { rate: { calls: numberIn(rate), per } }),
  ...(isTyped(attempts) &&
    // One attempt is none but the first.
    numberIn(attempts) !== 1 && {
      retry: {
        maxAttempts: numberIn(attempts),
        backoffMs: msIn(backoff),
        statuses: statuses
          .split(/[\s,;]+/)
          .filter(Boolean)
          .map(numberIn),
      },
    }),
});

const PLACES: Readonly<Record<string, keyof ServiceDraft>> = {
  "auth.name": "header",
  timeoutMs: "timeout",
  "limits.concurrency": "concurrency",
  "limits.rate.calls": "rate",
  "limits.retry.maxAttempts": "attempts",
  "limits.retry.backoffMs": "backoff",
};

/** The field of the draft that a path of a service stands for. */
function fieldAt(path: string): keyof ServiceDraft {
  if (path.startsWith("limits.retry.statuses")) return "statuses";
  return PLACES[path] ?? ((path.startsWith("auth.") ? path.slice("auth.".length) : path) as keyof ServiceDraft);
}

const RANGES: Partial<Record<keyof ServiceDraft, string>> = {
  timeout: "From 0.1 seconds to a day.",
  concurrency: "A whole number from 1 to 1,000.",
  rate: "A whole number from 1 to 10,000.",
  attempts: "A whole number from 1 to 10.",
  backoff: "From 0.01 to 60 seconds.",
  statuses: "Statuses from 400 to 599, with commas between.",
};

export type DraftErrors = Partial<Record<keyof ServiceDraft, string>>;

/** What the API says of a field, e.g. `service.auth.secret`, at its place in the form; null when it is of none. */
export function placeOf(field: string | null, draft: ServiceDraft): keyof ServiceDraft | null {
  const place = field?.startsWith("service.") ? fieldAt(field.slice("service.".length)) : null;
  return place !== null && place in draft ? place : null;
}

/** The service that a draft describes, or what is wrong with its fields. */
export function readDraft(draft: ServiceDraft): { service: ServiceToSave } | { errors: DraftErrors } {
  if (draft.type !== "none" && draft.secret === "") return { errors: { secret: "Choose a secret." } };
  const isInDocument = draft.kind === "openapi" && isTyped(draft.document) && !isTyped(draft.baseUrl);
  const { data, error } = ServiceToSave.safeParse({
    name: draft.name.trim(),
    kind: draft.kind,
    ...(!isInDocument && { baseUrl: draft.baseUrl.trim() }),
    ...(draft.kind === "openapi" && isTyped(draft.document) && { document: draft.document }),
    auth: authOf(draft),
    ...(isTyped(draft.timeout) && { timeoutMs: msIn(draft.timeout) }),
    limits: limitsOf(draft),
  });
  if (data) return { service: data };
  const errors: DraftErrors = {};
  for (const { path, message } of error.issues) {
    const field = fieldAt(path.join("."));
    errors[field] ??= RANGES[field] ?? `It ${message}.`;
  }
  return { errors };
}
