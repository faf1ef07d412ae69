import { createHash, createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { WebhookAuth } from "#core/trigger.ts";
import type { SecretBox } from "#server/secret-box.ts";

const PREFIX = "hook_";
const START_LENGTH = PREFIX.length + 6;

/** The columns that keep a secret: hashed when it is only compared, sealed when it is needed to check a signature. */
export interface StoredSecret {
  hash: string | null;
  sealed: string | null;
  start: string;
}

const hashOfSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");
/** What the sealed secret of a webhook belongs to. */
export const aboutHookSecret = (triggerId: string) => `trigger ${triggerId}`;

/** A new secret for a webhook, and what is stored of it. */
export function mintHookSecret(
  box: SecretBox,
  triggerId: string,
  auth: WebhookAuth,
): { secret: string; stored: StoredSecret } {
  const secret = PREFIX + randomBytes(32).toString("base64url");
  const start = secret.slice(0, START_LENGTH);
  if (auth.type === "bearer") return { secret, stored: { hash: hashOfSecret(secret), sealed: null, start } };
  return { secret, stored: { hash: null, sealed: box.seal(secret, aboutHookSecret(triggerId)), start } };
}

/** Compares in a time that does not tell where two texts differ. */
function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Whether the secret that was sent is the one whose hash is stored. */
export const isHookSecret = (sent: string, hash: string): boolean => isSame(hashOfSecret(sent), hash);

interface Signed {
  headers: Headers;
  body: Uint8Array;
  now: Date;
}

/** Why a signature is refused; null when it is right. GitHub's `sha256=` before it is taken, too. */
export function signatureProblem(
  box: SecretBox,
  triggerId: string,
  sealed: string,
  auth: Extract<WebhookAuth, { type: "hmac" }>,
  { headers, body, now }: Signed,
): string | null {
  const sent = headers
    .get(auth.header)
    ?.trim()
    .replace(/^sha256=/i, "")
    .toLowerCase();
  if (!sent) return `The header ${auth.header} with the signature is missing`;
  const hmac = createHmac("sha256", box.open(sealed, aboutHookSecret(triggerId)));
  if (auth.timestampHeader) {
    const moment = headers.get(auth.timestampHeader)?.trim() ?? "";
    if (!/^\d{1,12}$/.test(moment)) return `The header ${auth.timestampHeader} does not name a moment in Unix seconds`;
    if (Math.abs(now.getTime() / 1000 - Number(moment)) > auth.toleranceSeconds)
      return `The header ${auth.timestampHeader} is more than ${auth.toleranceSeconds} seconds away from now`;
    hmac.update(`${moment}.`);
  }
  return isSame(hmac.update(body).digest("hex"), sent) ? null : "The signature does not fit the body";
}
