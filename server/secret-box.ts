import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

/** What was sealed before keys had names, as text and as bytes. */
const NAMELESS = "v1";
const NAMELESS_BYTES = 1;
const FORM = "v2";
const BYTES_FORM = 2;
const IV_BYTES = 12;
const TAG_BYTES = 16;
const ID_BYTES = 9;

/** Keeps secrets that must be read again, encrypted at rest: AES-256-GCM with a key derived from the server's secret. */
export interface SecretBox {
  /** How everything begins that was sealed with the newest key. */
  readonly newest: string;
  readonly newestBytes: Uint8Array;
  /** Seals with the newest key. `about` says what the secret belongs to; only who names the same opens it. */
  seal(secret: string, about: string): string;
  /** Throws when it was sealed for something else, with a key that this server does not have, or was changed since. */
  open(sealed: string, about: string): string;
  /** The same for bytes. */
  sealBytes(bytes: Uint8Array, about: string): Uint8Array;
  openBytes(sealed: Uint8Array, about: string): Uint8Array;
}

interface Key {
  id: Buffer;
  key: Buffer;
}

function keyOf(serverSecret: string): Key {
  const derived = (purpose: string, bytes: number) => Buffer.from(hkdfSync("sha256", serverSecret, "", purpose, bytes));
  return { id: derived("heddle secret box id", ID_BYTES), key: derived("heddle secret box", 32) };
}

/**
 * A box whose keys are derived from the secret of this server (server/secret.ts) and from those that it had before: it
 * seals with the first and opens with any. What it seals names its key.
 */
export function createSecretBox(serverSecret: string, previous: readonly string[] = []): SecretBox {
  const first = keyOf(serverSecret);
  const keys = [first, ...previous.map(keyOf)];
  const newest = `${FORM}.${first.id.toString("base64url")}.`;
  const newestBytes = Buffer.concat([Buffer.of(BYTES_FORM), first.id]);
  const named = (id: Uint8Array): Key => {
    const known = keys.find((key) => key.id.equals(id));
    if (!known) throw new Error("A secret was sealed with a key that is not here; see HEDDLE_SECRET_PREVIOUS");
    return known;
  };

  return {
    newest,
    newestBytes,
    seal(secret, about) {
      const parts = encrypt(first, Buffer.from(secret), about);
      return newest + parts.map((part) => part.toString("base64url")).join(".");
    },
    open(sealed, about) {
      const [form, ...texts] = sealed.split(".");
      const parts = texts.map((text) => Buffer.from(text, "base64url"));
      const id = form === FORM ? parts.shift() : undefined;
      const [iv, tag, text] = parts;
      if ((form !== NAMELESS && !id) || !iv || !tag || !text) throw new Error("A sealed secret has no known form");
      return decrypt(id ? [named(id)] : keys, { iv, tag, text }, about).toString("utf8");
    },
    sealBytes: (bytes, about) => Buffer.concat([newestBytes, ...encrypt(first, bytes, about)]),
    openBytes(sealed, about) {
      const [form] = sealed;
      const start = form === BYTES_FORM ? 1 + ID_BYTES : 1;
      const isKnown = form === BYTES_FORM || form === NAMELESS_BYTES;
      if (!isKnown || sealed.byteLength <= start + IV_BYTES + TAG_BYTES)
        throw new Error("Sealed bytes have no known form");
      const iv = sealed.subarray(start, start + IV_BYTES);
      const tag = sealed.subarray(start + IV_BYTES, start + IV_BYTES + TAG_BYTES);
      const text = sealed.subarray(start + IV_BYTES + TAG_BYTES);
      return decrypt(form === BYTES_FORM ? [named(sealed.subarray(1, start))] : keys, { iv, tag, text }, about);
    },
  };
}

function encrypt({ key }: Key, bytes: Uint8Array, about: string): [iv: Buffer, tag: Buffer, text: Buffer] {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, iv).setAAD(Buffer.from(about));
  const text = Buffer.concat([cipher.update(bytes), cipher.final()]);
  return [iv, cipher.getAuthTag(), text];
}

/** By the first of the keys that opens it. */
function decrypt(
  keys: readonly Key[],
  { iv, tag, text }: Record<"iv" | "tag" | "text", Uint8Array>,
  about: string,
): Buffer {
  let problem: unknown;
  for (const { key } of keys) {
    try {
      const options = { authTagLength: TAG_BYTES };
      const decipher = createDecipheriv("aes-256-gcm", key, iv, options).setAAD(Buffer.from(about));
      return Buffer.concat([decipher.setAuthTag(tag).update(text), decipher.final()]);
    } catch (error) {
      problem ??= error;
    }
  }
  throw problem;
}
