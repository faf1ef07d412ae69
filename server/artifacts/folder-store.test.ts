import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ArtifactStore, DamagedArtifact, MissingArtifact } from "#server/artifacts/artifact-store.ts";
import { folderStore } from "#server/artifacts/folder-store.ts";
import { loadPayload, storePayload } from "#server/artifacts/payload.ts";
import { sweepIncoming } from "#server/artifacts/sweep-incoming.ts";

const HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
let folder: string;
let store: ArtifactStore;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "heddle-artifacts-"));
  store = folderStore(folder);
});
afterAll(() => rm(folder, { recursive: true }));

async function* chunks() {
  yield Buffer.from("hel");
  yield Buffer.from("lo");
}

test("content is kept under its hash, the same content once", async () => {
  const stored = [await store.put("hello"), await store.put(Buffer.from("hello")), await store.put(chunks())];
  for (const each of stored) expect(each).toEqual({ hash: HELLO, size: 5 });
  expect(await text(await store.open(HELLO))).toBe("hello");
  expect(await store.readText(HELLO)).toBe("hello");
  expect(await store.has(HELLO)).toBe(true);
  expect(await store.sizeOf(HELLO)).toBe(5);
  expect(await readdir(join(folder, "2c", "f2"))).toEqual([HELLO]);
});

test("how much is kept counts each content once, and nothing where there is no folder yet", async () => {
  const own = await mkdtemp(join(tmpdir(), "heddle-artifacts-"));
  const kept = folderStore(own);
  expect(await folderStore(join(own, "nowhere")).bytes()).toBe(0);
  await kept.put("hello");
  await kept.put("hello");
  await kept.put("x".repeat(1_000));
  expect(await kept.bytes()).toBe(1_005);
  await rm(own, { recursive: true });
});

test("many writers of the same content at once all succeed", async () => {
  const content = "x".repeat(200_000);
  const stored = await Promise.all(Array.from({ length: 20 }, () => store.put(content)));
  expect(new Set(stored.map(({ hash }) => hash)).size).toBe(1);
  expect(await store.readText(stored[0]?.hash ?? "")).toBe(content);
});

test("content is removed unless it was put again since", async () => {
  const { hash } = await store.put("soon gone");
  const hourAgo = new Date(Date.now() - 3_600_000);
  expect(await store.remove(hash, hourAgo)).toBe(false);
  expect(await store.readText(hash)).toBe("soon gone");

  await utimes(join(folder, hash.slice(0, 2), hash.slice(2, 4), hash), 1, 1);
  await store.put("soon gone");
  expect(await store.remove(hash, hourAgo)).toBe(false);

  await utimes(join(folder, hash.slice(0, 2), hash.slice(2, 4), hash), 1, 1);
  expect(await store.remove(hash, hourAgo)).toBe(true);
  expect(await store.has(hash)).toBe(false);
  expect(await store.remove(hash, hourAgo)).toBe(true);
  expect(await readdir(join(folder, "incoming"))).toEqual([]);
});

test("a stream that breaks leaves nothing behind", async () => {
  async function* breaks() {
    yield Buffer.from("half");
    throw new Error("cut");
  }
  await expect(store.put(breaks())).rejects.toThrow("cut");
  expect(await readdir(join(folder, "incoming"))).toEqual([]);
});

test("what a killed process left half-written is swept after a day, and nothing that is being written", async () => {
  const incoming = join(folder, "incoming");
  await writeFile(join(incoming, "old"), "half");
  await writeFile(join(incoming, "new"), "half");
  const now = Date.now();
  await utimes(join(incoming, "old"), new Date(now), new Date(now - 25 * 60 * 60_000));

  expect(await sweepIncoming(folder, now)).toBe(1);
  expect(await readdir(incoming)).toEqual(["new"]);
  await rm(join(incoming, "new"));
  expect(await sweepIncoming(join(folder, "nowhere"), now)).toBe(0);
});

test("what is not there, or is no hash, is missing", async () => {
  for (const hash of ["0".repeat(64), "../../etc/passwd", HELLO.toUpperCase(), `${HELLO}/../x`, ""]) {
    await expect(store.open(hash)).rejects.toBeInstanceOf(MissingArtifact);
    await expect(store.readText(hash)).rejects.toBeInstanceOf(MissingArtifact);
    expect(await store.has(hash)).toBe(false);
    expect(await store.sizeOf(hash)).toBeNull();
  }
});

test("damaged content is not handed out as if it were whole", async () => {
  const { hash } = await store.put("to be damaged");
  await writeFile(join(folder, hash.slice(0, 2), hash.slice(2, 4), hash), "changed");
  await expect(store.readText(hash)).rejects.toBeInstanceOf(DamagedArtifact);
});

test("a small payload stays in its row, a large one goes to the store, and both come back", async () => {
  const small = { a: [1, "x", null] };
  const large = { text: "ä".repeat(40_000) };
  expect(await storePayload(store, small)).toEqual({ value: small, hash: null });
  expect(await storePayload(store, undefined)).toEqual({ value: null, hash: null });
  const stored = await storePayload(store, large);
  expect(stored).toEqual({ value: null, hash: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await loadPayload(store, stored)).toEqual(large);
  expect(await loadPayload(store, { value: small, hash: null })).toEqual(small);
});

test("the same JSON in another order of keys is the same artifact", async () => {
  const filler = "x".repeat(70_000);
  const one = await storePayload(store, { a: 1, filler });
  const other = await storePayload(store, { filler, a: 1 });
  expect(one.hash).toBe(other.hash);
});
