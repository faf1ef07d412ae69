import { createHash } from "node:crypto";

/** A number in [0, 1) that the seed and the words give, the same in every process and at every time. */
export function fate(seed: number, ...words: (string | number)[]): number {
  const hash = createHash("sha256")
    .update([seed, ...words].join("/"))
    .digest();
  return hash.readUInt32BE(0) / 2 ** 32;
}
