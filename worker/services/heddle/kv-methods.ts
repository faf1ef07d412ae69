import { z } from "zod";
import type { Queryable } from "#server/db.ts";
import { type KvChange, type KvEntry, kvDelete, kvGet, kvList, kvSet } from "#server/kv/kv-store.ts";
import { type Method, method } from "#worker/services/heddle/method.ts";
import { ServiceError } from "#worker/services/host-service.ts";

const MAX_VALUE_BYTES = 64 * 1024;

const Key = z.string().min(1).max(512);
const Version = z.int().min(0).optional();
const Get = z.strictObject({ key: Key });
const Change = z.strictObject({
  key: Key,
  value: z
    .json()
    .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_VALUE_BYTES, "is longer than 64 KiB as JSON"),
  version: Version,
});
const Delete = z.strictObject({ key: Key, version: Version });
const List = z.strictObject({
  prefix: z.string().max(512).default(""),
  after: z.string().max(512).default(""),
  limit: z.int().min(1).max(1_000).default(100),
});

const changed = (key: string) => new ServiceError("conflict", `kv: ${key} was changed meanwhile; get it again`);

type Listed = Pick<KvEntry, "key" | "version">;

/** Where values are kept; as the functions of `server/kv` do. */
export interface Kv {
  get(workspaceId: string, key: string): Promise<KvEntry | null>;
  set(workspaceId: string, change: KvChange, by: string): Promise<number | null>;
  delete(workspaceId: string, given: Omit<KvChange, "value">): Promise<boolean>;
  list(workspaceId: string, asked: { prefix: string; after: string; limit: number }): Promise<Listed[]>;
}

export const databaseKv = (db: Queryable): Kv => ({
  get: (workspaceId, key) => kvGet(db, workspaceId, key),
  set: (workspaceId, change, by) => kvSet(db, workspaceId, change, by),
  delete: (workspaceId, given) => kvDelete(db, workspaceId, given),
  list: (workspaceId, asked) => kvList(db, workspaceId, asked),
});

/** What code keeps for other code of its workspace. */
export const kvMethods = (kv: Kv): Record<string, Method> => ({
  "kv.get": method("kv.get", Get, ({ key }, { workspaceId }) => kv.get(workspaceId, key)),
  "kv.set": method("kv.set", Change, async (given, { workspaceId }, { idempotencyKey }) => {
    const version = await kv.set(workspaceId, given, idempotencyKey);
    if (version === null) throw changed(given.key);
    return { version };
  }),
  "kv.delete": method("kv.delete", Delete, async (given, { workspaceId }) => {
    if (!(await kv.delete(workspaceId, given))) throw changed(given.key);
    return null;
  }),
  "kv.list": method("kv.list", List, async (given, { workspaceId }) => {
    const keys = await kv.list(workspaceId, given);
    return { keys, next: keys.length === given.limit ? keys.at(-1)?.key : null };
  }),
});
