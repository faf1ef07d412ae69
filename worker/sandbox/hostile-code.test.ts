import { afterAll, expect, test } from "vitest";
import type { SandboxLine } from "#worker/sandbox/messages.ts";
import type { SandboxTask } from "#worker/sandbox/sandbox-pool.ts";
import { testSandbox, UNTOUCHED } from "#worker/sandbox/test-sandbox.ts";

const { pool, outputOf, failureOf, probe } = testSandbox();
afterAll(() => pool.close());

const HOSTILE: [what: string, source: string, failure: Record<string, unknown>, task?: Partial<SandboxTask>][] = [
  [
    "code that does not parse",
    "export default (input) => {\n  let = ;\n}",
    { code: "code_syntax", retryable: false, details: { line: 2, column: 9 } },
  ],
  [
    "TypeScript that cannot be stripped",
    "enum A { B }\nexport default () => A.B",
    { code: "code_syntax", message: expect.stringContaining("enum") },
  ],
  ["code with a NUL", "export default () => 1\0", { code: "code_syntax" }],
  [
    "no default export",
    "export const f = () => 1",
    { code: "code_not_function", message: expect.stringContaining("no default export") },
  ],
  [
    "a default export that is no function",
    "export default { a: 1 }",
    { code: "code_not_function", message: "The default export is not a function but an object" },
  ],
  [
    "an import",
    "import fs from 'node:fs';\nexport default () => fs",
    { code: "code_syntax", message: expect.stringContaining("node:fs") },
  ],
  ["a dynamic import", "export default () => import('node:fs')", { code: "code_threw" }],
  [
    "a loop for ever",
    "export default () => { for (;;); }",
    { code: "cpu_limit", message: "The code used more than its 300 ms of processor time" },
  ],
  [
    "a loop that catches its end",
    "export default () => { for (;;) { try { for (;;); } finally { continue } } }",
    { code: "cpu_limit" },
  ],
  ["microtasks for ever", "export default async () => { for (;;) await null; }", { code: "cpu_limit" }],
  ["a loop in the module itself", "while (true);\nexport default () => 1", { code: "cpu_limit" }],
  ["a loop after a timer", "export default async () => { await sleep(1); for (;;); }", { code: "cpu_limit" }],
  [
    "timers for ever",
    "export default () => new Promise(() => { const f = () => { for (let i = 0; i < 1e4; i++); setTimeout(f, 0) }; f() })",
    { code: "cpu_limit" },
    { cpuMs: 50 },
  ],
  [
    "a regular expression that explodes",
    "export default () => /^(a+)+$/.test('a'.repeat(40) + '!')",
    { code: "cpu_limit" },
  ],
  ["a loop in the engine itself", "export default () => new Array(2 ** 31).join('x')", { code: "cpu_limit" }],
  ["more time than the stage has", "export default () => sleep(1e9)", { code: "timeout", retryable: true }],
  [
    "more time than the stage has in a loop of the engine",
    "export default () => new Array(2 ** 31).join('x')",
    { code: "timeout" },
    { cpuMs: 60_000 },
  ],
  ["waiting for what never comes", "export default () => new Promise(() => {})", { code: "stuck", retryable: false }],
  [
    "throwing text",
    "export default () => { throw 'boom' }",
    { code: "code_threw", message: "The code threw a string, not an Error: boom" },
  ],
  [
    "throwing an object",
    "export default () => { throw { a: 1 } }",
    { code: "code_threw", message: 'The code threw an object, not an Error: {"a":1}' },
  ],
  [
    "throwing nothing",
    "export default () => { throw undefined }",
    { code: "code_threw", message: "The code threw undefined" },
  ],
  ["throwing null", "export default () => { throw null }", { code: "code_threw", message: "The code threw null" }],
  [
    "throwing in the module itself",
    "throw new RangeError('early');\nexport default () => 1",
    { code: "code_threw", message: expect.stringMatching(/^RangeError: early \(line 1/) },
  ],
  [
    "throwing in a timer",
    "export default () => new Promise(() => { setTimeout(() => { null.x }, 1) })",
    { code: "code_threw", message: expect.stringMatching(/^TypeError: cannot read property 'x' of null \(line 1/) },
  ],
  [
    "an error whose parts throw",
    "export default () => { const e = new Error('x'); for (const k of ['message', 'name', 'stack']) Object.defineProperty(e, k, { get() { throw e } }); throw e }",
    { code: "code_threw" },
  ],
  [
    "an error whose text holds NUL and half a character",
    "export default () => { throw new Error('a\\u0000b\\ud800') }",
    { code: "code_threw", message: expect.stringContaining("a\ufffdb\ufffd") },
  ],
  [
    "a trap for whoever prepares the stack",
    "export default () => { Error.prepareStackTrace = (e, frames) => { throw frames }; null.x }",
    { code: "code_threw" },
  ],
  [
    "a proxy thrown",
    "export default () => { throw new Proxy({}, { get() { throw 1 }, getPrototypeOf() { throw 2 } }) }",
    { code: "code_threw" },
  ],
  [
    "a text of 1 GB",
    "export default () => 'x'.repeat(2 ** 29).concat('y'.repeat(2 ** 29)).length",
    { code: expect.stringMatching(/out_of_memory|code_threw/) },
  ],
  [
    "a list of 1 GB",
    "export default () => { const a = []; for (;;) a.push(new Array(1e5).fill(a.length)) }",
    { code: "out_of_memory", message: "The code used more than its 32 MiB of memory" },
    { cpuMs: 5_000 },
  ],
  [
    "a buffer of 1 GB",
    "export default () => new Uint8Array(2 ** 30).length",
    { code: expect.stringMatching(/out_of_memory|code_threw/) },
  ],
  [
    "text that doubles for ever",
    "export default () => { let s = 'x'; for (;;) s += s + s.length }",
    { code: expect.stringMatching(/out_of_memory|code_threw/) },
    { cpuMs: 5_000 },
  ],
  [
    "memory that is caught and asked for again",
    "export default () => { const a = []; for (;;) { try { a.push('x'.repeat(1e5) + a.length) } catch {} } }",
    { code: "cpu_limit" },
  ],
  [
    "deep recursion",
    "export default function f(n) { return f(n) + 1 }",
    { code: "code_threw", message: expect.stringContaining("call stack") },
  ],
];

test.each(HOSTILE)("%s", async (_what, source, failure, task) => {
  const signal = failure.code === "timeout" ? { signal: AbortSignal.timeout(150) } : {};
  expect(await failureOf(source, { ...task, ...signal })).toMatchObject(failure);
  expect(await probe()).toEqual(UNTOUCHED);
});

test("a flood of lines is cut off with one notice", async () => {
  const lines: SandboxLine[] = [];
  await outputOf("export default () => { for (let i = 0; i < 5000; i++) console.log('line', i) }", {
    onLog: (line) => lines.push(line),
    cpuMs: 5_000,
  });
  expect(lines).toHaveLength(1_001);
  expect(lines.at(-1)).toMatchObject({ level: "warn", text: expect.stringContaining("full") });
  expect(await probe()).toEqual(UNTOUCHED);
});

test("a log of more than 256 KiB is cut off too", async () => {
  const lines: SandboxLine[] = [];
  await outputOf("export default () => { for (let i = 0; i < 500; i++) console.log('x'.repeat(100000)) }", {
    onLog: (line) => lines.push(line),
    cpuMs: 5_000,
  });
  expect(lines.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThan(256 * 1024);
  expect(lines.at(-1)?.level).toBe("warn");
});

test("a line of the log can be stored", async () => {
  const lines: SandboxLine[] = [];
  await outputOf("export default () => console.log('a\\u0000b\\ud800')", { onLog: (line) => lines.push(line) });
  expect(lines).toEqual([{ level: "info", text: "a\ufffdb\ufffd" }]);
});

test("a task that is canceled ends at once, also while it waits in line", async () => {
  const first = new AbortController();
  const second = new AbortController();
  const running = failureOf("export default () => sleep(1e9)", { signal: first.signal });
  const waiting = failureOf("export default () => 1", { signal: second.signal });
  const after = outputOf("export default () => 'after'");
  second.abort("canceled");
  expect(await waiting).toMatchObject({ code: "canceled" });
  first.abort("lease_lost");
  expect(await running).toMatchObject({ code: "lease_lost" });
  expect(await after).toBe("after");
});

test("tasks at the same time do not meet", async () => {
  const source =
    "export default async (input) => { globalThis.mine = (globalThis.mine ?? 0) + input.n; await sleep(1); return mine }";
  const ends = await Promise.all(Array.from({ length: 20 }, (_, n) => outputOf(source, { input: { n } })));
  expect(ends).toEqual(Array.from({ length: 20 }, (_, n) => n));
});
