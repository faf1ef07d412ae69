import { afterAll, expect, test } from "vitest";
import { ownImageSource } from "#worker/sandbox/image-source.ts";
import { Machine } from "#worker/sandbox/machine.ts";
import { unpackMemory } from "#worker/sandbox/memory-codec.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";

const pool = createSandboxPool({ threads: 1 });
afterAll(() => pool.close());

const machine = await Machine.create(ownImageSource());
machine.reset();
const image = new Uint8Array(machine.vm._getExports().memory.buffer).slice();

/** All the memory of a task that waits. */
async function waitingMemory(source: string): Promise<Buffer> {
  const end = await pool.runLong({
    ...{ source, input: null, memoryMb: 64, cpuMs: 5_000, patienceMs: 0, kept: null, answers: [], notBefore: 0 },
    ...{ signal: AbortSignal.timeout(20_000), onLog: () => {} },
  });
  if (!("kept" in end)) throw new Error(`It does not wait: ${JSON.stringify(end)}`);
  let memory = Buffer.alloc(0);
  unpackMemory(end.kept.memory, image, (bytes) => {
    memory = Buffer.alloc(bytes);
    memory.set(image.subarray(0, bytes));
    return memory;
  });
  return memory;
}

/** Made where it runs, so that the text of the code does not hold it. */
const SECRET = `["lo", "ng", "gone"].join("").repeat(1_000)`;
const FOUND = "longgone".repeat(100);

test("what code holds is kept", async () => {
  const memory = await waitingMemory(
    `export default async () => { const held = ${SECRET}; await sleep(1e6); return held; }`,
  );
  expect(memory.includes(FOUND)).toBe(true);
});

test("what it has let go is not", async () => {
  const memory = await waitingMemory(
    `export default async () => { let held = ${SECRET}; const { length } = held; held = null; await sleep(1e6); return length; }`,
  );
  expect(memory.includes(FOUND)).toBe(false);
});
