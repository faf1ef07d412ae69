/**
 * Whether a request that changes something comes from Heddle's own pages, or from a program that is no browser.
 * Browsers cannot leave out or forge `Origin` and `Sec-Fetch-Site`.
 */
export function isSameOrigin(headers: Headers, publicUrl: string): boolean {
  const origin = headers.get("origin");
  if (origin === null) return ["same-origin", "none", null].includes(headers.get("sec-fetch-site"));
  if (!URL.canParse(origin)) return false;
  return origin === new URL(publicUrl).origin || new URL(origin).host === headers.get("host");
}
