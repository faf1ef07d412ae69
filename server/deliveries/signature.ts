import { createHmac } from "node:crypto";

/**
 * The header by which a receiver knows that a delivery comes from this workspace: `t=<unix seconds>,v1=<hex>`, where v1 is
 * the HMAC-SHA-256 of `<t>.<body>`. While a secret is being exchanged there is one v1 for each.
 */
export function signatureHeader(secrets: readonly string[], body: string, at: Date): string {
  const time = Math.floor(at.getTime() / 1_000);
  const signatures = secrets.map((secret) => createHmac("sha256", secret).update(`${time}.${body}`).digest("hex"));
  return [`t=${time}`, ...signatures.map((signature) => `v1=${signature}`)].join(",");
}
