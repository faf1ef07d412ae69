import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const FORM = "v1";
const IV_BYTES = 12;

/** Keeps secrets that must be read again, encrypted at rest: AES-256-GCM with a key derived from the server's secret. */
export interface SecretBox {
  /** `about` says what the secret belongs to; only who names the same opens it. */
  seal(secret: string, about: string): string;
  /** Throws when it was sealed for something else, with another key, or was changed since. */
  open(sealed: string, about: string): string;
}

/** A box whose key is derived from the secret of this server (server/secret.ts). */
export function createSecretBox(serverSecret: string): SecretBox {
  const key = Buffer.from(hkdfSync("sha256", serverSecret, "", "heddle secret box", 32));
  return {
    seal(secret, about) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(about));
      const text = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return [FORM, ...[iv, cipher.getAuthTag(), text].map((part) => part.toString("base64url"))].join(".");
    },
    open(sealed, about) {
      const [form, ...parts] = sealed.split(".");
      const [iv, tag, text] = parts.map((part) => Buffer.from(part, "base64url"));
      if (form !== FORM || !iv || !tag || !text) throw new Error("A sealed secret has no known form");
      const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: 16 }).setAAD(Buffer.from(about));
      return Buffer.concat([decipher.setAuthTag(tag).update(text), decipher.final()]).toString("utf8");
    },
  };
}
