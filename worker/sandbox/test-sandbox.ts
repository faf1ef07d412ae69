import type { Failure } from "#core/run-event.ts";
import { createSandboxPool, type SandboxTask } from "#worker/sandbox/sandbox-pool.ts";

const PROBE = `export default (input) => ({
  n: input.n + 1,
  keys: Object.keys(globalThis).join(),
  polluted: ({}).polluted ?? null,
  left: globalThis.left ?? null,
  json: JSON.stringify({ a: [1] }),
  length: [1].concat([2]).length,
})`;

/** What `probe` gives in a world that nobody has touched. */
export const UNTOUCHED = {
  n: 21,
  keys: "performance",
  polluted: null,
  left: null,
  json: '{"a":[1]}',
  length: 2,
};

/** A pool of one thread, so that each task meets what the one before has left. */
export function testSandbox() {
  const pool = createSandboxPool({ threads: 1 });

  const run = (source: string, task: Partial<SandboxTask> = {}) =>
    pool.run({
      source,
      input: { text: "hello", n: 20 },
      memoryMb: 32,
      cpuMs: 300,
      signal: AbortSignal.timeout(20_000),
      onLog: () => {},
      ...task,
    });

  const outputOf = async (source: string, task: Partial<SandboxTask> = {}) => {
    const end = await run(source, task);
    return end.ok ? end.output : end.failure;
  };

  const failureOf = async (source: string, task: Partial<SandboxTask> = {}): Promise<Failure> => {
    const end = await run(source, task);
    if (end.ok) throw new Error(`It did not fail: ${JSON.stringify(end.output).slice(0, 200)}`);
    return end.failure;
  };

  return { pool, run, outputOf, failureOf, probe: () => outputOf(PROBE) };
}
