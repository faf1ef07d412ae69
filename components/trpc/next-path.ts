const HOME = "/workflows";

/** Where to go after sign-in: a path of this site only, whatever the address says. */
export function nextPath(asked: string | null | undefined): string {
  if (!asked?.startsWith("/") || asked.startsWith("//") || asked.includes("\\")) return HOME;
  const base = "http://heddle.invalid";
  const url = URL.canParse(asked, base) ? new URL(asked, base) : null;
  // What dots leave of a path may begin like another host, too.
  return url?.origin === base && !url.pathname.startsWith("//") ? url.pathname + url.search + url.hash : HOME;
}

export const signInHref = (from: string) => `/sign-in?next=${encodeURIComponent(nextPath(from))}`;
