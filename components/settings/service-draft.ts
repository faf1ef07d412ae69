import { NewService, type ServiceAuth, type ServiceView, secretOf } from "#core/service.ts";

export type AuthType = ServiceAuth["type"];

export const AUTH_TITLES: Readonly<Record<AuthType, string>> = {
  none: "No credential",
  bearer: "Bearer token",
  basic: "User name and password",
  header: "Header",
  oauth2: "OAuth 2 client credentials",
};

/** A service as it is typed, the fields of all kinds of credential together. */
export interface ServiceDraft {
  name: string;
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
}

export const EMPTY_DRAFT: ServiceDraft = {
  name: "",
  baseUrl: "",
  type: "bearer",
  secret: "",
  username: "",
  header: "",
  tokenUrl: "",
  clientId: "",
  scope: "",
  timeout: "",
};

/** A stored service as one would have typed it. */
export function draftOf({ name, baseUrl, auth, timeoutMs }: ServiceView): ServiceDraft {
  return {
    ...EMPTY_DRAFT,
    name,
    baseUrl,
    type: auth.type,
    secret: secretOf(auth) ?? "",
    ...(auth.type === "basic" && { username: auth.username }),
    ...(auth.type === "header" && { header: auth.name }),
    ...(auth.type === "oauth2" && { tokenUrl: auth.tokenUrl, clientId: auth.clientId, scope: auth.scope ?? "" }),
    timeout: timeoutMs === undefined ? "" : String(timeoutMs / 1000),
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

/** The field of the draft that a path of a service stands for. */
function fieldAt(path: string): keyof ServiceDraft {
  if (path === "auth.name") return "header";
  if (path === "timeoutMs") return "timeout";
  return (path.startsWith("auth.") ? path.slice("auth.".length) : path) as keyof ServiceDraft;
}

export type DraftErrors = Partial<Record<keyof ServiceDraft, string>>;

/** What the API says of a field, e.g. `service.auth.secret`, at its place in the form; null when it is of none. */
export function placeOf(field: string | null, draft: ServiceDraft): keyof ServiceDraft | null {
  const place = field?.startsWith("service.") ? fieldAt(field.slice("service.".length)) : null;
  return place !== null && place in draft ? place : null;
}

/** The service that a draft describes, or what is wrong with its fields. */
export function readDraft(draft: ServiceDraft): { service: NewService } | { errors: DraftErrors } {
  if (draft.type !== "none" && draft.secret === "") return { errors: { secret: "Choose a secret." } };
  const timeout = draft.timeout.trim();
  const { data, error } = NewService.safeParse({
    name: draft.name.trim(),
    baseUrl: draft.baseUrl.trim(),
    auth: authOf(draft),
    ...(timeout !== "" && { timeoutMs: Math.round(Number(timeout.replace(",", ".")) * 1000) }),
  });
  if (data) return { service: data };
  const errors: DraftErrors = {};
  for (const { path, message } of error.issues)
    errors[fieldAt(path.join("."))] ??= path[0] === "timeoutMs" ? "From 0.1 seconds to a day." : `It ${message}.`;
  return { errors };
}
