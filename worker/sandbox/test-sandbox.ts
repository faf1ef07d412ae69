import type { Failure } from "#core/run-event.ts";
import type { HostAnswer, HostCall, KeptTask } from "#worker/sandbox/messages.ts";
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

  /**
   * Runs code that calls the outside: its first calls are answered by `answers`, in turn, then it is left alone. Behind
   * them comes what is `forged`. Returns what it asked for and its output or failure; undefined when it still waits.
   */
  const called = async (
    source: string,
    answers: readonly string[] = [],
    { forged = [] }: { forged?: HostAnswer[] } = {},
  ): Promise<{ calls: Omit<HostCall, "id">[]; end?: unknown }> => {
    const calls: Omit<HostCall, "id">[] = [];
    const left = [...answers];
    let [kept, come]: [KeptTask | null, HostAnswer[]] = [null, []];
    for (;;) {
      const end = await pool.runLong({
        ...{ source, input: null, memoryMb: 32, cpuMs: 500, patienceMs: 0, notBefore: kept?.wakeAt ?? 0 },
        ...{ kept, answers: come, signal: AbortSignal.timeout(20_000), onLog: () => {} },
      });
      if ("needsImage" in end) throw new Error("The sandbox has one image only");
      if (!("kept" in end)) return { calls, end: end.ok ? end.output : end.failure };
      const known = new Set<number>(kept?.calls.map(({ id }) => id));
      for (const { id, ...asked } of end.kept.calls) if (!known.has(id)) calls.push(asked);
      kept = end.kept;
      come = [];
      for (const { id } of kept.calls) {
        const answer = left.shift();
        if (answer !== undefined) come.push([id, answer]);
      }
      if (come.length === 0) return { calls };
      come.push(...forged);
    }
  };

  return { pool, run, called, outputOf, failureOf, probe: () => outputOf(PROBE) };
}
