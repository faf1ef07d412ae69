/** What a URL parser drops or takes for something else. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for.
const ODD = /[\u0000-\u0020\u007f\\]/;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
const DECODINGS = 5;

/** Why a text is no address of a service; null when it is one. */
export function baseUrlProblem(text: string): string | null {
  const url = ODD.test(text) ? null : URL.parse(text);
  if (!url || !/^https?:\/\/[^/]/i.test(text)) return "must be an http or https URL";
  if (url.username || url.password) return "must not hold a user name or password; they belong in a secret";
  if (text.includes("?") || text.includes("#")) return "must not have a query or a fragment";
  return null;
}

/** The text with its percent signs resolved, as often as somebody behind the service might do it. */
function decoded(text: string): string | null {
  let known = text;
  for (let time = 0; time < DECODINGS; time++) {
    let next: string;
    try {
      next = decodeURIComponent(known);
    } catch {
      // A percent sign that means itself; the first time it is none of a URL.
      return time === 0 ? null : known;
    }
    if (next === known) return known;
    known = next;
  }
  return null;
}

/** Why a path does not stay below the address of its service; null when it does. */
export function pathProblem(path: string): string | null {
  if (ODD.test(path)) return "holds a space, a control character or a backslash; encode them";
  if (SCHEME.test(path) || path.startsWith("//")) return "names a host of its own; the service names it";
  if (path.includes("#")) return "has a fragment, which is not sent; encode the #";
  const plain = decoded(path.replace(/\?.*$/, ""));
  if (plain === null) return "has a percent sign that encodes nothing, or too many times over";
  if (plain.split(/[/\\]/).some((part) => part === "." || part === ".." || /^\.{1,2};/.test(part)))
    return "has . or .. in it, which would leave the service's address";
  return null;
}

type Below = { url: string; problem: null } | { url: null; problem: string };

/** The address of a path below a service's own, or why there is none. `/` and nothing both mean the service's own. */
export function urlBelow(baseUrl: string, path: string): Below {
  const problem = pathProblem(path);
  if (problem) return { url: null, problem };
  const base = new URL(baseUrl);
  const folder = base.pathname.replace(/\/*$/, "/");
  const rest = path.replace(/^\//, "");
  const stem = rest === "" || rest.startsWith("?") ? base.pathname : folder;
  return checkedBelow(baseUrl, new URL(base.origin + stem + rest));
}

/** The address if it belongs to the service. No path that has no problem leads elsewhere; this holds if one should. */
export const checkedBelow = (baseUrl: string, url: URL): Below =>
  isBelow(baseUrl, url) ? { url: url.href, problem: null } : { url: null, problem: "leaves the service's address" };

/** Whether an address belongs to a service. */
export function isBelow(baseUrl: string, { origin, pathname }: URL): boolean {
  const base = new URL(baseUrl);
  const folder = base.pathname.replace(/\/*$/, "/");
  return origin === base.origin && (pathname === base.pathname || pathname.startsWith(folder));
}
