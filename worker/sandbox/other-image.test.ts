import { afterAll, expect, onTestFinished, test } from "vitest";
import type { ImageSource } from "#server/engine/sandbox-images.ts";
import { ownImageSource } from "#worker/sandbox/image-source.ts";
import type { KeptTask } from "#worker/sandbox/messages.ts";
import { createSandboxPool, type SandboxPool } from "#worker/sandbox/sandbox-pool.ts";
import { olderImageSource } from "#worker/testing/older-image.ts";

const pool = createSandboxPool({ threads: 1 });
const older = createSandboxPool({ threads: 1, image: olderImageSource() });
afterAll(() => {
  pool.close();
  older.close();
});

const ERA = `export default async () => {
  const before = typeof era === "undefined" ? "now" : era;
  await sleep(1);
  const between = era;
  await sleep(1);
  return [before, between, era];
}`;

const going = (sandbox: SandboxPool, kept: KeptTask | null, image: ImageSource | null = null, source = ERA) =>
  sandbox.runLong({
    source,
    input: null,
    memoryMb: 32,
    cpuMs: 300,
    patienceMs: 0,
    kept,
    image,
    answers: [],
    notBefore: kept?.wakeAt ?? 0,
    signal: AbortSignal.timeout(20_000),
    onLog: () => {},
  });

async function waiting(sandbox: SandboxPool, kept: KeptTask | null, image: ImageSource | null = null) {
  const end = await going(sandbox, kept, image);
  if (!("kept" in end)) throw new Error(`It did not wait: ${JSON.stringify(end)}`);
  return end.kept;
}

test("a task that began in an older sandbox goes on in one that is made again from the same source", async () => {
  const kept = await waiting(older, null);
  const again = await waiting(pool, kept, olderImageSource());
  expect(again.image).toBe(kept.image);
  expect(await going(pool, again, olderImageSource())).toMatchObject({ output: ["older", "older", "older"] });
});

test("a sandbox asks for the source of an image that it does not have, and has done nothing until it gets it", async () => {
  const kept = await waiting(older, null);
  expect(await going(pool, kept)).toEqual({ needsImage: true });
  expect(await waiting(pool, kept, olderImageSource())).toMatchObject({ image: kept.image });
});

test("what ran in an older sandbox leaves nothing in the one of this version", async () => {
  const kept = await waiting(pool, await waiting(older, null), olderImageSource());
  await going(pool, kept, olderImageSource());
  expect(await going(pool, null, null, "export default () => typeof era")).toMatchObject({ output: "undefined" });
});

test.each([
  ["of another image", ownImageSource],
  ["that is no engine", () => ({ ...ownImageSource(), engine: new Uint8Array(100) })],
  ["that does not run", () => ({ ...ownImageSource(), harness: "}" })],
])("a source %s fails the task, and the sandbox serves the next one", async (_what, source) => {
  const kept = await waiting(older, null);
  const fresh = createSandboxPool({ threads: 1 });
  onTestFinished(() => fresh.close());
  expect(await going(fresh, kept, source())).toMatchObject({ ok: false, failure: { code: "memory_unreadable" } });
  expect(await going(fresh, null, null, "export default () => 1")).toMatchObject({ output: 1 });
});
