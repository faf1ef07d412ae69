import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** The attempt that a handle is for. */
export interface HeldAttempt {
  taskId: number;
  attempt: number;
}

/** Makes and reads the handles of external stages: whoever holds one may report on its attempt, and do nothing else. */
export interface Handles {
  /** The address that the outside system reports to. */
  urlOf(held: HeldAttempt): string;
  /** What the last part of that address is for; null when it was not signed here. */
  read(handle: string): HeldAttempt | null;
}

const TASK_BYTES = 8;
const ATTEMPT_BYTES = 4;
const MESSAGE_BYTES = TASK_BYTES + ATTEMPT_BYTES;
const MAC_BYTES = 32;
const HANDLE = /^[A-Za-z0-9_-]{59}$/;
const KEPT = 5_000;

const keyOf = (secret: string): Buffer => Buffer.from(hkdfSync("sha256", secret, "", "heddle task handles", 32));
const macOf = (message: Buffer, key: Buffer): Buffer => createHmac("sha256", key).update(message).digest();

/**
 * Takes the secret that all processes of this Heddle share, the address at which the outside reaches it, and the secrets
 * before it: what is out with one of their handles still reports.
 */
export function createHandles(secret: string, publicUrl: string, previous: readonly string[] = []): Handles {
  const key = keyOf(secret);
  const keys = [key, ...previous.map(keyOf)];
  // An outside system reports often: its handle need not be proven each time.
  const proven = new Map<string, HeldAttempt>();
  return {
    urlOf({ taskId, attempt }) {
      const message = Buffer.alloc(MESSAGE_BYTES);
      message.writeBigUInt64BE(BigInt(taskId));
      message.writeUInt32BE(attempt, TASK_BYTES);
      return `${publicUrl}/api/v1/tasks/${Buffer.concat([message, macOf(message, key)]).toString("base64url")}`;
    },
    read(handle) {
      const known = proven.get(handle);
      if (known) return known;
      if (!HANDLE.test(handle)) return null;
      const bytes = Buffer.from(handle, "base64url");
      const message = bytes.subarray(0, MESSAGE_BYTES);
      const mac = bytes.subarray(MESSAGE_BYTES);
      if (mac.length !== MAC_BYTES || !keys.some((one) => timingSafeEqual(mac, macOf(message, one)))) return null;
      const held = { taskId: Number(message.readBigUInt64BE()), attempt: message.readUInt32BE(TASK_BYTES) };
      proven.set(handle, held);
      const [oldest] = proven.keys();
      if (proven.size > KEPT && oldest !== undefined) proven.delete(oldest);
      return held;
    },
  };
}
