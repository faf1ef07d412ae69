/** What stands in the place of a secret. */
export const REDACTED = "••••••";

const SECRET =
  /^(authorization|proxy-authorization|cookie|set-cookie)$|(^|[-_.])(token|secret|password|passwd|passphrase|signature|credentials?|auth|api[-_]?key|access[-_]?key|private[-_]?key)$|(token|secret|password|apikey|accesskey|privatekey)$/i;

/** Whether a header, query parameter or field of this name holds what must not be shown. */
export const isSecretName = (name: string): boolean => SECRET.test(name);

/** The headers with what is secret left out. */
export const redactHeaders = (headers: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, isSecretName(name) ? REDACTED : value]));

/** The address with secret query parameters, and anything before an @, left out. What is no address stays as it is. */
export function redactUrl(text: string): string {
  const url = URL.parse(text);
  if (!url) return text;
  const account = url.username || url.password ? `${REDACTED}@` : "";
  const query = [...url.searchParams].map(([name, value]) =>
    isSecretName(name) ? `${encodeURIComponent(name)}=${REDACTED}` : new URLSearchParams([[name, value]]).toString(),
  );
  return `${url.protocol}//${account}${url.host}${url.pathname}${query.length > 0 ? `?${query.join("&")}` : ""}`;
}

/** The JSON with texts under secret names left out, however deep. */
export function redactJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redactJson);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [
      name,
      typeof part === "string" && isSecretName(name) ? REDACTED : redactJson(part),
    ]),
  );
}
