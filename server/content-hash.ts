import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** SHA-256 over canonical JSON (RFC 8785), hex. */
export const hashOf = (value: unknown): string =>
  createHash("sha256")
    .update(canonicalize(value) ?? "null")
    .digest("hex");
