import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer, text } from "node:stream/consumers";
import { beforeEach, expect, test } from "vitest";
import { DamagedArtifact, MissingArtifact } from "#server/artifacts/artifact-store.ts";
import { artifactsOf } from "#server/artifacts/artifacts-of.ts";
import { bucketStore } from "#server/artifacts/bucket-store.ts";
import { readSettings } from "#server/env.ts";
import { bucketServer } from "#server/testing/bucket-server.ts";

const HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";
const bucket = await bucketServer();
const { settings } = bucket;
const store = bucketStore(settings);
const hourAgo = () => new Date(Date.now() - 3_600_000);
const anyTime = () => new Date(Date.now() + 3_600_000);
let asked: string[] = [];
beforeEach(() => {
  asked = [];
  bucket.onRequest(async ({ method, url }) => {
    asked.push(`${method} ${url}`);
    return undefined;
  });
});

async function* chunks() {
  yield Buffer.from("hel");
  yield Buffer.from("lo");
}

test("content is kept under its hash, the same content once", async () => {
  expect(await store.put("hello")).toEqual({ hash: HELLO, size: 5 });
  for (const each of [await store.put(Buffer.from("hello")), await store.put(chunks())])
    expect(each).toEqual({ hash: HELLO, size: 5 });

  expect(asked.filter((line) => line.startsWith("PUT"))).toHaveLength(1);
  expect(await text(await store.open(HELLO))).toBe("hello");
  expect(await store.readText(HELLO)).toBe("hello");
  expect(await store.has(HELLO)).toBe(true);
  expect(await store.sizeOf(HELLO)).toBe(5);
  expect(await readdir(settings.incoming)).toEqual([]);
});

test("nothing is content too, and JSON comes back", async () => {
  const { hash } = await store.put("");
  expect(await store.sizeOf(hash)).toBe(0);
  expect(await text(await store.open(hash))).toBe("");
  expect(await store.readJson((await store.put('{"a":[1]}')).hash)).toEqual({ a: [1] });
});

test("the settings say where artifacts are kept", async () => {
  const home = await mkdtemp(join(tmpdir(), "heddle-home-"));
  const { hash } = await artifactsOf(readSettings({ HEDDLE_HOME: home })).put("here or there");
  const named = artifactsOf(
    readSettings({
      HEDDLE_HOME: home,
      HEDDLE_S3_URL: `${settings.url}/`,
      HEDDLE_S3_REGION: settings.region,
      HEDDLE_S3_KEY_ID: settings.keyId,
      HEDDLE_S3_SECRET: settings.secret,
    }),
  );

  expect([await named.has(hash), await store.has(hash)]).toEqual([false, false]);
  await named.put("here or there");
  expect(await store.readText(hash)).toBe("here or there");
  await rm(home, { recursive: true });
});

test("a stream of 20 MB comes back as it was", async () => {
  const piece = Buffer.alloc(1_000_000, "heddle");
  async function* many() {
    for (let index = 0; index < 20; index += 1) yield piece;
  }
  const { hash, size } = await store.put(many());

  expect(size).toBe(20_000_000);
  expect((await buffer(await store.open(hash))).equals(Buffer.concat(Array.from({ length: 20 }, () => piece)))).toBe(
    true,
  );
});

test("a stream that breaks leaves nothing behind", async () => {
  async function* breaks() {
    yield Buffer.from("half");
    throw new Error("cut");
  }
  await expect(store.put(breaks())).rejects.toThrow("cut");
  expect(await readdir(settings.incoming)).toEqual([]);
  expect(asked).toEqual([]);
});

test("content is removed unless it was put again since", async () => {
  const { hash } = await store.put("soon gone");
  expect(await store.remove(hash, hourAgo())).toBe(false);
  expect(await store.readText(hash)).toBe("soon gone");

  expect(await store.remove(hash, anyTime())).toBe(true);
  expect(await store.has(hash)).toBe(false);
  expect(await store.remove(hash, anyTime())).toBe(true);
});

test("what is put again while somebody removes it stays", async () => {
  const { hash } = await store.put("put in between");
  let again: Promise<unknown> | undefined;
  bucket.onRequest(async ({ method, url }) => {
    asked.push(`${method} ${url}`);
    const isRemoval = method === "DELETE" && url?.endsWith(hash);
    if (isRemoval) again = bucketStore(settings).put("put in between");
    // The other has put it, and looks.
    while (isRemoval && !(asked.at(-1)?.startsWith("HEAD") && asked.at(-2)?.startsWith("PUT")))
      await new Promise(setImmediate);
    return undefined;
  });

  expect(await store.remove(hash, anyTime())).toBe(true);
  await again;
  expect(await store.readText(hash)).toBe("put in between");
});

test("a removal that breaks off holds back who puts, for it may still come to pass", async () => {
  const { hash } = await store.put("half removed");
  bucket.onRequest(async ({ method }) => (method === "DELETE" ? 503 : undefined));
  await expect(store.remove(hash, anyTime())).rejects.toThrow("503");

  const mark = await fetch(`${settings.url}/artifacts/${hash}.removing`, { method: "HEAD" });
  expect([mark.status, await store.readText(hash)]).toEqual([200, "half removed"]);
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
  const response = await fetch(`${settings.url}/artifacts/${hash}`, { method: "PUT", body: "changed" });
  expect(response.status).toBe(200);

  await expect(store.readText(hash)).rejects.toBeInstanceOf(DamagedArtifact);
});

test("a bucket that is busy for a moment is asked again; one that refuses is not", async () => {
  let busy = 3;
  bucket.onRequest(async () => (busy-- > 0 ? 503 : undefined));
  const { hash } = await store.put("asked again");
  expect(await store.has(hash)).toBe(true);

  const methods: (string | undefined)[] = [];
  bucket.onRequest(async ({ method }) => {
    methods.push(method);
    return undefined;
  });
  const stranger = bucketStore({ ...settings, secret: "another" });
  await expect(stranger.put("not for you")).rejects.toThrow(/403/);
  expect(methods).toEqual(["HEAD"]);
});
