import { afterAll, expect, test } from "vitest";
import type { HostAnswer, KeptTask } from "#worker/sandbox/messages.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";

const pool = createSandboxPool({ threads: 1 });
afterAll(() => pool.close());

const step = (source: string, kept: KeptTask | null = null, answers: HostAnswer[] = []) =>
  pool.runLong({
    ...{ source, input: null, memoryMb: 64, cpuMs: 1_000, patienceMs: 0, notBefore: kept?.wakeAt ?? 0 },
    ...{ kept, answers, signal: AbortSignal.timeout(20_000), onLog: () => {} },
  });

async function keptOf(source: string): Promise<KeptTask> {
  const end = await step(source);
  if (!("kept" in end)) throw new Error(`It did not wait: ${JSON.stringify(end)}`);
  return end.kept;
}

const failure = (code: string) => ({ ok: false, failure: { code, retryable: false } });
const CALLS = `export default async () => { for (;;) await callHost("s", "m", "12345"); }`;
const ANSWER = '{"ok":true,"value":1}';

test("calls and answers are counted across waits, and come to 256 MiB at most", async () => {
  const first = await keptOf(CALLS);
  expect(first).toMatchObject({ journalUnits: '"12345"'.length, waits: 1 });
  const second = await step("", first, [[first.calls[0]?.id ?? 0, ANSWER]]);
  expect(second).toMatchObject({ kept: { journalUnits: 2 * '"12345"'.length + ANSWER.length, waits: 2 } });
  const nearlyFull = { ...first, journalUnits: 256 * 1024 * 1024 - ANSWER.length };
  expect(await step("", nearlyFull, [[first.calls[0]?.id ?? 0, ANSWER]])).toMatchObject(failure("journal_too_large"));
});

test("a task waits 200,000 times at most, however it does", async () => {
  const kept = await keptOf("export default async () => { for (;;) await sleep(5_000); }");
  expect(await step("", { ...kept, waits: 199_999 })).toMatchObject({ kept: { waits: 200_000 } });
  expect(await step("", { ...kept, waits: 200_000 })).toMatchObject(failure("too_many_waits"));
});

test("a task makes 100,000 calls at most; the next throws", async () => {
  const end = await step(
    `export default async () => {
      try { for (let n = 0; n < 100_001; n++) callHost("s", "m", 1).catch((error) => { throw error }); await callHost("s", "m", 1); }
      catch (error) { return [error.name, error.message] }
    }`,
  );
  // As many as that in one go need more processor time than this task has, or end with the error.
  expect(JSON.stringify(end)).toMatch(/100000 calls at most|cpu_limit/);
});

test("what a task holds while it waits is limited", async () => {
  const source = (mebibytes: number) => `export default async () => {
    const bytes = new Uint8Array(${mebibytes} * 2 ** 20);
    const luck = new Float64Array(bytes.buffer, 0, 2 ** 19);
    for (let i = 0; i < luck.length; i++) luck[i] = Math.random();
    for (let at = 2 ** 22; at < bytes.length; at += 2 ** 22) bytes.copyWithin(at, 0, 2 ** 22);
    await sleep(5_000);
    return bytes.length;
  }`;
  expect(await step(source(60))).toMatchObject(failure("wait_too_large"));
  expect(await step(source(16))).toHaveProperty("kept");
});

test("processor time is the code's own: being packed a thousand times uses none of it", async () => {
  let kept = await keptOf(CALLS);
  for (let n = 0; n < 1_000; n++) {
    const end = await step("", kept, [[kept.calls[0]?.id ?? 0, ANSWER]]);
    if (!("kept" in end)) throw new Error(JSON.stringify(end));
    kept = end.kept;
  }
  expect(kept.usedCpuMs).toBeLessThan(900);
});

test("a loop between two waits ends by processor time, which counts in all", async () => {
  const kept = await keptOf("export default async () => { await sleep(5_000); for (;;); }");
  expect(await step("", kept)).toMatchObject(failure("cpu_limit"));
  expect(await step("", { ...kept, usedCpuMs: 1_001 })).toMatchObject(failure("cpu_limit"));
});

test("processor time may be limited between two waits, beside the limit of all", async () => {
  const limits = { cpuMs: 10_000, sliceCpuMs: 100, memoryMb: 64, patienceMs: 0, onLog: () => {} };
  const source = `const spin = (ms) => { for (const end = Date.now() + ms; Date.now() < end; ); };
    export default async ({ long }) => {
      for (let n = 0; n < 5; n++) { spin(40); await sleep(1); }
      spin(long ? 10_000 : 1);
      return "done";
    }`;
  const go = async (long: boolean) => {
    let kept: KeptTask | null = null;
    for (let waits = 0; ; waits++) {
      const moment = { kept, answers: [], notBefore: kept?.wakeAt ?? 0, signal: AbortSignal.timeout(20_000) };
      const end = await pool.runLong({ source, input: { long }, ...limits, ...moment });
      if (!("kept" in end)) return { waits, end };
      kept = end.kept;
    }
  };
  expect(await go(false)).toEqual({ waits: 5, end: { ok: true, output: "done", artifacts: [] } });
  expect(await go(true)).toMatchObject({ waits: 5, end: failure("slice_limit") });
});
