import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Range = [Address, number];

/** Ranges that are not the public internet although the library calls them unicast. */
const REFUSED = [
  "192.0.0.0/24",
  "192.88.99.0/24",
  "198.18.0.0/15",
  "240.0.0.0/4",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
].map((cidr) => ipaddr.parseCIDR(cidr) as Range);

/** All public IPv6 addresses lie in here; loopback, mapped, link-local, site-local, unique local and multicast do not. */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3") as Range;

const isIn = (address: Address, [network, bits]: Range): boolean =>
  address.kind() === network.kind() && address.match(network as never, bits);

/** What may be reached beyond the public internet. */
export interface Allowed {
  /** Host names, exact, or with a leading dot for everything beneath. */
  hosts: readonly string[];
  /** `10.1.0.0/16` and the like. */
  cidrs: readonly string[];
}

const bareName = (host: string): string => host.toLowerCase().replace(/\.$/, "");

export function isAllowedHost(host: string, { hosts }: Allowed): boolean {
  const name = bareName(host);
  return hosts.map(bareName).some((allowed) => (allowed.startsWith(".") ? name.endsWith(allowed) : name === allowed));
}

/** Whether a connection to an address may be made: it is public, or the operator allows it. */
export function isAllowedAddress(text: string, { cidrs }: Allowed): boolean {
  if (isIP(text) === 0) return false;
  const address = ipaddr.process(text);
  if (cidrs.some((cidr) => isIn(address, ipaddr.parseCIDR(cidr) as Range))) return true;
  if (address.range() !== "unicast" || REFUSED.some((range) => isIn(address, range))) return false;
  return address.kind() === "ipv4" || isIn(address, GLOBAL_IPV6);
}
