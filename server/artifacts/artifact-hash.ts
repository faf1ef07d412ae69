import { createHash } from "node:crypto";

const HASH = /^[0-9a-f]{64}$/;

/** Whether a text is a SHA-256 as artifacts are named by it: 64 lower-case hexadecimal digits. */
export const isHash = (text: string): boolean => HASH.test(text);

export const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
