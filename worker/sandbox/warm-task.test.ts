import { afterEach, beforeEach, expect, test } from "vitest";
import type { KeptTask } from "#worker/sandbox/messages.ts";
import { createSandboxPool, type LongEnd, type SandboxPool } from "#worker/sandbox/sandbox-pool.ts";

const SOURCE = `export default async (n) => {
  const asked = await callHost("shop", "order", { n });
  return { n, asked };
}`;
const ANSWERED = { ok: true, output: { n: 7, asked: "sent" }, artifacts: [] };
const UNREADABLE = { ok: false, failure: { code: "memory_unreadable" } };

let pool: SandboxPool;
beforeEach(() => {
  pool = createSandboxPool({ threads: 1 });
});
afterEach(() => pool.close());

const run = (input: unknown, more: { source?: string; kept?: KeptTask; signal?: AbortSignal } = {}): Promise<LongEnd> =>
  pool.runLong({
    ...{ source: SOURCE, input, memoryMb: 32, cpuMs: 2_000, patienceMs: 0, notBefore: 0, kept: null },
    ...{ answers: more.kept ? [[more.kept.calls[0]?.id ?? 0, '{"ok":true,"value":"sent"}'] as [number, string]] : [] },
    ...{ signal: AbortSignal.timeout(20_000), onLog: () => {}, ...more },
  });

/** A task that waits for its call, and whose kept memory nobody can read: it can go on in its machine only. */
async function waitsForItsMachine(input: unknown, source = SOURCE): Promise<KeptTask> {
  const end = await run(input, { source });
  if (!("kept" in end)) throw new Error(`It does not wait: ${JSON.stringify(end)}`);
  end.kept.memory.fill(0);
  return end.kept;
}

test("a task goes on in the machine that it waits in, without what was kept of it", async () => {
  expect(await run(7, { kept: await waitsForItsMachine(7) })).toEqual(ANSWERED);
});

test("it goes on there once: a second time it needs what was kept", async () => {
  const kept = await waitsForItsMachine(7);
  await run(7, { kept });
  expect(await run(7, { kept })).toMatchObject(UNREADABLE);
});

test("others run meanwhile, and find nothing of it", async () => {
  const kept = await waitsForItsMachine(7, `globalThis.left = "mine"; ${SOURCE}`);
  const source = "export default () => globalThis.left ?? null";
  expect(await run(null, { source })).toMatchObject({ output: null });
  expect(await run(7, { kept })).toEqual(ANSWERED);
  expect(await run(null, { source })).toMatchObject({ output: null });
});

test("one that is forgotten goes on from what was kept alone", async () => {
  const kept = await waitsForItsMachine(7);
  pool.forget(kept);
  expect(await run(7, { kept })).toMatchObject(UNREADABLE);
  const other = await run(7);
  if (!("kept" in other)) throw new Error("It does not wait");
  pool.forget(other.kept);
  expect(await run(7, { kept: other.kept })).toEqual(ANSWERED);
});

test("a thread holds four of them: the one that waits longest makes room", async () => {
  const waiting: KeptTask[] = [];
  for (let n = 0; n < 5; n++) waiting.push(await waitsForItsMachine(7));
  const ends = [];
  for (const kept of waiting) ends.push(await run(7, { kept }));
  expect(ends[0]).toMatchObject(UNREADABLE);
  expect(ends.slice(1)).toEqual([ANSWERED, ANSWERED, ANSWERED, ANSWERED]);
});

test("one that holds much memory does not wait in its machine", async () => {
  const kept = await waitsForItsMachine(7, `const much = new Uint8Array(12_000_000).fill(1); ${SOURCE}`);
  expect(await run(7, { kept })).toMatchObject(UNREADABLE);
});

test("when its thread is ended because of another task, it goes on from what was kept", async () => {
  const end = await run(7);
  if (!("kept" in end)) throw new Error("It does not wait");
  const stopping = new AbortController();
  const endless = run(null, { source: "export default () => { for (;;); }", signal: stopping.signal });
  stopping.abort("canceled");
  expect(await endless).toMatchObject({ failure: { code: "canceled" } });
  expect(await run(7, { kept: end.kept })).toEqual(ANSWERED);
});

test("processor time is counted across waits in one machine too", async () => {
  const source = `export default async () => {
    for (;;) {
      const until = performance.now() + 60;
      while (performance.now() < until);
      await callHost("shop", "order", {});
    }
  }`;
  let kept: KeptTask | undefined;
  for (let slices = 0; slices < 200; slices++) {
    const end = await run(null, { source, ...(kept && { kept }) });
    if (!("kept" in end)) {
      expect(end).toMatchObject({ failure: { code: "cpu_limit" } });
      return;
    }
    kept = end.kept;
  }
  throw new Error("It was never told to end");
});
