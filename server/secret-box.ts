import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const FORM = "v1";
const IV_BYTES = 12;
const TAG_BYTES = 16;
const BYTES_FORM = 1;

/** Keeps secrets that must be read again, encrypted at rest: AES-256-GCM with a key derived from the server's secret. */
export interface SecretBox {
  /** `about` says what the secret belongs to; only who names the same opens it. */
  seal(secret: string, about: string): string;
  /** Throws when it was sealed for something else, with another key, or was changed since. */
  open(sealed: string, about: string): string;
  /** The same for bytes. */
  sealBytes(bytes: Uint8Array, about: string): Uint8Array;
  openBytes(sealed: Uint8Array, about: string): Uint8Array;
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
      const decipher = createDecipheriv("aes-256-gcm", key, iv, { authTagLength: TAG_BYTES }).setAAD(
        Buffer.from(about),
      );
      return Buffer.concat([decipher.setAuthTag(tag).update(text), decipher.final()]).toString("utf8");
    },
    sealBytes(bytes, about) {
      const iv = randomBytes(IV_BYTES);
      const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(about));
      const text = [cipher.update(bytes), cipher.final()];
      return Buffer.concat([Buffer.of(BYTES_FORM), iv, cipher.getAuthTag(), ...text]);
    },
    openBytes(sealed, about) {
      if (sealed[0] !== BYTES_FORM || sealed.byteLength <= 1 + IV_BYTES + TAG_BYTES)
        throw new Error("Sealed bytes have no known form");
      const [iv, tag, text] = [
        sealed.subarray(1, 1 + IV_BYTES),
        sealed.subarray(1 + IV_BYTES, 1 + IV_BYTES + TAG_BYTES),
        sealed.subarray(1 + IV_BYTES + TAG_BYTES),
      ];
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv("aes-256-gcm", key, iv, options).setAAD(Buffer.from(about));
      return Buffer.concat([decipher.setAuthTag(tag).update(text), decipher.final()]);
    },
  };
}
