/** Where the web server writes the address of a caller; what a caller sends under this name is overwritten. */
export const ADDRESS_HEADER = "x-heddle-address";

const MAPPED = /^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i;
const MAX_LENGTH = 64;

/**
 * The address of who asks. Each of the `proxies` in front of Heddle adds the address that it was asked from at the end of
 * `X-Forwarded-For`; what stands before them anybody may have written, so it does not count.
 */
export function callerAddress(socket: string | undefined, forwardedFor: string | undefined, proxies: number): string {
  const told = (forwardedFor ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  const address = (proxies > 0 && told.at(-proxies)) || socket || "unknown";
  return address.replace(MAPPED, "").slice(0, MAX_LENGTH);
}

/** The address that the web server wrote into the headers of a request; null when there is no web server in between. */
export const addressIn = (headers: Headers): string | null => headers.get(ADDRESS_HEADER);
