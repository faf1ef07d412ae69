import { afterAll, expect, test } from "vitest";
import type { KeptTask, SandboxLine } from "#worker/sandbox/messages.ts";
import { createSandboxPool, type SandboxEnd } from "#worker/sandbox/sandbox-pool.ts";

const pool = createSandboxPool({ threads: 1 });
const another = createSandboxPool({ threads: 1 });
afterAll(() => {
  pool.close();
  another.close();
});

interface Played {
  end: SandboxEnd;
  pauses: number;
  lines: SandboxLine[];
  bytes: number[];
}

/** As it is stored and read again. */
function stored({ memory, ...others }: KeptTask): KeptTask {
  return { ...(JSON.parse(JSON.stringify(others)) as KeptTask), memory: Uint8Array.from(memory) };
}

/**
 * Runs a task that is packed at every wait, and goes on as if its wait was over at once: in turn in two sandboxes, or
 * wherever `go` lets it.
 */
async function played(
  source: string,
  input: unknown = null,
  go = { pools: [pool, another], keep: stored },
): Promise<Played> {
  const [lines, bytes]: [SandboxLine[], number[]] = [[], []];
  let kept: KeptTask | null = null;
  for (let pauses = 0; ; pauses++) {
    const limits = {
      memoryMb: 32,
      cpuMs: 2_000,
      patienceMs: 0,
      answers: [],
      notBefore: kept?.wakeAt ?? 0,
      signal: AbortSignal.timeout(20_000),
    };
    const end = await (go.pools[pauses % go.pools.length] ?? pool).runLong({
      source,
      input,
      ...limits,
      kept,
      onLog: (line) => lines.push(line),
    });
    if ("needsImage" in end) throw new Error("Both sandboxes have the same image");
    if (!("kept" in end)) return { end, pauses, lines, bytes };
    bytes.push(end.kept.memory.byteLength);
    kept = go.keep(end.kept);
  }
}

/** Each waits several times; what it returns does not depend on the time. */
const PROGRAMS: Record<string, string> = {
  "closures and a loop": `export default async () => {
    let sum = 0;
    const add = (n) => { sum += n; };
    for (let i = 0; i < 10; i++) { await sleep(i); add(i); }
    return sum;
  }`,
  "several waits at once, in the order of their times": `export default async () => {
    const order = [];
    await Promise.all([30, 10, 20].map(async (ms) => { await sleep(ms); order.push(ms); }));
    return order;
  }`,
  "a race, and what lost it": `export default async () => {
    const order = [];
    const late = sleep(50).then(() => order.push("late"));
    order.push(await Promise.race([sleep(10).then(() => "first"), late]));
    await late;
    return order;
  }`,
  "an error that is thrown and caught across a wait": `export default async () => {
    const seen = [];
    try {
      try { await sleep(5); throw new RangeError("no"); } finally { await sleep(5); seen.push("finally"); }
    } catch (error) { await sleep(5); seen.push(error instanceof RangeError, error.message); }
    return seen;
  }`,
  "async generators": `
    async function* numbers(n) { try { for (let i = 0; i < n; i++) { await sleep(1); yield i; } } finally { await sleep(1); done = true; } }
    async function* twice(from) { for await (const n of from) yield* [n, n]; }
    let done = false;
    export default async () => {
      const seen = [];
      for await (const n of twice(numbers(9))) { seen.push(n); if (n === 4) break; }
      return { seen, done };
    }`,
  "sync generators, private fields, symbols and maps": `
    const KEY = Symbol("key");
    class Count { #n = 1n; static made = 0; constructor() { Count.made++; } next() { return (this.#n *= 3n).toString(); } get [KEY]() { return this.#n > 5n; } }
    function* ids() { let id = 0; for (;;) yield id++; }
    export default async () => {
      const [count, id, weak, map, set] = [new Count(), ids(), new WeakMap(), new Map([["a", { n: 1 }]]), new Set([1])];
      weak.set(count, map);
      const seen = [];
      for (let i = 0; i < 4; i++) { await sleep(1); seen.push(count.next(), id.next().value, count[KEY]); weak.get(count).get("a").n += 1; set.add(i); }
      return { seen, n: map.get("a").n, set: [...set], made: Count.made };
    }`,
  "a regular expression that remembers where it was, a proxy, and typed arrays": `export default async () => {
    const words = /\\w+/g, text = "one two three";
    const traps = [];
    const proxy = new Proxy({ n: 0 }, { set(target, key, value) { traps.push(key); target[key] = value; return true; } });
    const bytes = new Uint8Array(200_000).fill(7);
    const found = [];
    for (let match; (match = words.exec(text)); ) { found.push(match[0]); await sleep(1); proxy.n += match.index; bytes[match.index] = 1; }
    return { found, traps, n: proxy.n, sum: bytes.reduce((a, b) => a + b) };
  }`,
  "an interval that is stopped, and one timer that stops another": `export default () => new Promise((resolve) => {
    let ticks = 0;
    const never = setTimeout(() => resolve("it came"), 1_000);
    const every = setInterval(() => { if (++ticks === 5) { clearInterval(every); clearTimeout(never); setTimeout(() => resolve(ticks), 10); } }, 1);
  })`,
  "microtasks in their order": `export default async () => {
    const order = [];
    for (let i = 0; i < 3; i++) {
      await sleep(1);
      Promise.resolve().then(() => order.push("a" + i)).then(() => order.push("c" + i));
      await null;
      order.push("b" + i);
    }
    return order;
  }`,
  "much memory that is let go": `export default async () => {
    let list = Array.from({ length: 50_000 }, (_, i) => ({ i, text: "text " + i }));
    await sleep(1);
    const sum = list.reduce((all, { i }) => all + i, 0);
    list = null;
    await sleep(1);
    return sum;
  }`,
  "what the module keeps beside its function": `
    let calls = 0;
    const cache = new Map();
    const slow = async (n) => { if (!cache.has(n)) { calls++; cache.set(n, sleep(1).then(() => n * n)); } return cache.get(n); };
    export default async (input) => ({ sums: [await slow(2), await slow(3), await slow(2)], calls, given: input.given });`,
  "no wait at all": "export default (input) => input.given",
};

test.each(Object.entries(PROGRAMS))(
  "%s: the same whether it waits in the sandbox, in its machine or out of both",
  async (_name, source) => {
    const input = { given: "what was given" };
    const limits = { memoryMb: 32, cpuMs: 2_000, signal: AbortSignal.timeout(20_000), onLog: () => {} };
    const plain = await pool.run({ source, input, ...limits });
    expect(plain).toMatchObject({ ok: true });
    const { end } = await played(source, input);
    expect(end).toEqual(plain);
    const stayed = await played(source, input, { pools: [pool], keep: (kept) => kept });
    expect(stayed.end).toEqual(plain);
  },
);

test("randomness goes on, and differs from task to task", async () => {
  const source = `export default async () => {
    const seen = [];
    for (let i = 0; i < 20; i++) { seen.push(Math.random(), crypto.randomUUID()); if (i % 5 === 0) await sleep(1); }
    return seen;
  }`;
  const [one, two] = [await played(source), await played(source)];
  const all = [one, two].flatMap(({ end }) => (end.ok ? (end.output as unknown[]) : []));
  expect(new Set(all).size).toBe(80);
});

test("time has gone on by what was waited for, although the clock of the one that wakes it is behind", async () => {
  const { end } = await played(`export default async () => {
    const begin = Date.now();
    for (let week = 0; week < 3; week++) await sleep(7 * 86_400_000);
    return Math.floor((Date.now() - begin) / 86_400_000);
  }`);
  expect(end).toMatchObject({ ok: true, output: 21 });
});

test("each line of the log is told once, and the limit of lines holds across waits", async () => {
  const { lines, pauses } = await played(`export default async () => {
    for (let i = 0; i < 4; i++) { console.log("line", i); await sleep(1_000); }
    for (let i = 0; i < 2_000; i++) console.log("flood");
  }`);
  expect(pauses).toBe(4);
  expect(lines.slice(0, 4).map(({ text }) => text)).toEqual(["line 0", "line 1", "line 2", "line 3"]);
  expect(lines).toHaveLength(1_001);
});

test("artifacts that were made before a wait come with the output", async () => {
  const { end } = await played(`export default async () => {
    const made = artifact("a.txt", "before");
    await sleep(1);
    return [made, artifact("b.bin", new Uint8Array([1, 2]))];
  }`);
  expect(end).toMatchObject({
    ok: true,
    artifacts: [
      { name: "a.txt", content: "before" },
      { name: "b.bin", content: new Uint8Array([1, 2]) },
    ],
  });
});

test("processor time is counted across waits", async () => {
  const { end } = await played(
    "export default async () => { for (;;) { for (let i = 0; i < 1e6; i++); await sleep(1); } }",
  );
  expect(end).toMatchObject({ ok: false, failure: { code: "cpu_limit" } });
});

test("memory is limited after a wait as before it", async () => {
  const { end, pauses } = await played(
    "export default async () => { await sleep(1_000); const a = []; for (;;) a.push(new Array(1e5).fill(a.length)) }",
  );
  expect(end).toMatchObject({ ok: false, failure: { code: "out_of_memory" } });
  expect(pauses).toBe(1);
});

test("a task that waits takes a few kilobytes, also when it had much before", async () => {
  const small = await played("export default async (input) => { await sleep(1); return input }");
  expect(small.bytes[0]).toBeLessThan(16 * 1024);
  const many = await played(
    "export default async () => { let n = 0; for (let i = 0; i < 100; i++) { n += JSON.stringify({ i, list: [i] }).length; await sleep(1_000) } return n }",
  );
  expect(many.pauses).toBe(100);
  expect(Math.max(...many.bytes)).toBeLessThan(24 * 1024);
});

const kept = async (): Promise<KeptTask> => {
  const limits = {
    memoryMb: 32,
    cpuMs: 300,
    patienceMs: 0,
    answers: [],
    notBefore: 0,
    signal: AbortSignal.timeout(20_000),
  };
  const source = "export default async () => { await sleep(1); return 1 }";
  const end = await pool.runLong({ source, input: null, ...limits, kept: null, onLog: () => {} });
  if (!("kept" in end)) throw new Error("It did not wait");
  return end.kept;
};

test.each([
  ["that was cut short", (task: KeptTask) => ({ ...task, memory: task.memory.slice(0, 100) })],
  ["that is no memory", (task: KeptTask) => ({ ...task, memory: new Uint8Array(100) })],
])("memory %s fails the task, and the sandbox serves the next one", async (_what, spoil) => {
  const task = spoil(await kept());
  const limits = {
    memoryMb: 32,
    cpuMs: 300,
    patienceMs: 0,
    answers: [],
    notBefore: 0,
    signal: AbortSignal.timeout(20_000),
    onLog: () => {},
  };
  expect(await pool.runLong({ source: "", input: null, ...limits, kept: task })).toMatchObject({
    ok: false,
    failure: { code: "memory_unreadable" },
  });
  expect(await pool.run({ source: "export default () => 1", input: null, ...limits })).toMatchObject({ output: 1 });
});
