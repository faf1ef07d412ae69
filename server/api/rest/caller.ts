import { createHash } from "node:crypto";
import { addressIn } from "#server/auth/caller-address.ts";
import type { Principal } from "#server/auth/principal.ts";

/** A name for who asks that tells keys of one person apart and gives no key away. */
export function callerOf({ kind, userId }: Principal, headers: Headers): string {
  if (kind === "person") return `person ${userId}`;
  return `key ${createHash("sha256")
    .update(`caller ${headers.get("authorization")}`)
    .digest("hex")}`;
}

/** A name for who asks what is for everybody: the address that they ask from. */
export const strangerOf = (headers: Headers): string => `address ${addressIn(headers) ?? "unknown"}`;
