import { afterAll, expect, test } from "vitest";
import type { SandboxTask } from "#worker/sandbox/sandbox-pool.ts";
import { testSandbox, UNTOUCHED } from "#worker/sandbox/test-sandbox.ts";

const { pool, outputOf, failureOf, probe } = testSandbox();
afterAll(() => pool.close());

const HOSTILE: [what: string, source: string, failure: Record<string, unknown>, task?: Partial<SandboxTask>][] = [
  [
    "a function",
    "export default () => () => 1",
    { code: "output_not_json", message: "output is a function", details: { path: "output" } },
  ],
  [
    "a function deep in the output",
    "export default () => ({ a: [{ b() {} }] })",
    { code: "output_not_json", message: "output.a.0.b is a function" },
  ],
  [
    "a cyclic object",
    "export default () => { const a = { list: [] }; a.list.push(a); return a }",
    { code: "output_not_json", message: "output.list.0 contains itself" },
  ],
  ["a BigInt", "export default () => ({ n: 1n })", { code: "output_not_json", details: { path: "output.n" } }],
  ["a symbol", "export default () => [Symbol('s')]", { code: "output_not_json", message: "output.0 is a symbol" }],
  [
    "a Map",
    "export default () => ({ m: new Map([[1, 2]]) })",
    { code: "output_not_json", message: expect.stringContaining("output.m is a Map") },
  ],
  [
    "a promise that was not awaited",
    "export default () => ({ p: Promise.resolve(1) })",
    { code: "output_not_json", message: "output.p is a promise; await it" },
  ],
  [
    "a getter that throws",
    "export default () => ({ a: { get b() { throw new Error('no') } } })",
    { code: "output_not_json", message: "output.a.b cannot be read: Error: no" },
  ],
  ["a getter that loops", "export default () => ({ get a() { for (;;); } })", { code: "cpu_limit" }],
  ["toJSON that throws", "export default () => ({ toJSON() { throw new Error('no') } })", { code: "output_not_json" }],
  [
    "toJSON that gives a function",
    "export default () => ({ a: { toJSON: () => () => 1 } })",
    { code: "output_not_json", message: "output.a is a function" },
  ],
  [
    "a proxy that grows for ever",
    "const p = new Proxy({}, { ownKeys: () => ['a'], getOwnPropertyDescriptor: () => ({ enumerable: true, configurable: true, value: 1 }), get: (_, k) => (k === 'a' ? p : undefined) });\nexport default () => p",
    { code: "output_not_json" },
  ],
  [
    "nesting without end",
    "export default () => { let a = []; for (let i = 0; i < 1e4; i++) a = [a]; return a }",
    { code: "output_not_json", message: expect.stringContaining("levels deep") },
  ],
  [
    "NUL",
    "export default () => ({ a: { b: 'x\\u0000' } })",
    { code: "output_not_storable", details: { path: "output.a.b" } },
  ],
  [
    "half a surrogate pair",
    "export default () => ['\\ud83d']",
    { code: "output_not_storable", details: { path: "output.0" } },
  ],
  [
    "more than 16 MiB",
    "export default () => 'x'.repeat(17 * 1024 * 1024)",
    { code: "output_too_large" },
    { memoryMb: 256, cpuMs: 5_000 },
  ],
  [
    "a few shared objects that grow to more than 16 MiB",
    "export default () => { let a = 'x'.repeat(1000); for (let i = 0; i < 20; i++) a = [a, a]; return a }",
    { code: expect.stringMatching(/output_too_large|cpu_limit|out_of_memory/) },
    { cpuMs: 5_000 },
  ],
];

test.each(HOSTILE)("%s", async (_what, source, failure, task) => {
  const signal = failure.code === "timeout" ? { signal: AbortSignal.timeout(150) } : {};
  expect(await failureOf(source, { ...task, ...signal })).toMatchObject(failure);
  expect(await probe()).toEqual(UNTOUCHED);
});

test.each([
  [
    "the prototype of all objects",
    "Object.prototype.polluted = 1; Array.prototype.toJSON = () => 'list'; return { a: 1 }",
    { a: 1 },
  ],
  ["toJSON of all objects", "Object.prototype.toJSON = () => 'all'; return { a: [1] }", "all"],
  [
    "what the harness might use",
    "for (const k of ['push', 'map', 'concat']) Array.prototype[k] = () => { throw 1 }; Map.prototype.get = Promise.prototype.then = JSON.stringify = JSON.parse = Object.keys = () => { throw 1 }; String.prototype.charCodeAt = () => 7; console.log('x'); return 'fine'",
    "fine",
  ],
  ["a global", "globalThis.left = 1; globalThis.console = null; globalThis.JSON = null; return 1", 1],
  [
    "the constructor's constructor",
    "const F = [].constructor.constructor; return [typeof F('return this')().process, F('return typeof require')(), typeof (async () => {}).constructor('return 1'), typeof console.log.constructor('return process')]",
    ["undefined", "undefined", "function", "function"],
  ],
  [
    "__proto__ in the output",
    'return JSON.parse(\'{"__proto__": {"polluted": 1}, "a": 1}\')',
    JSON.parse('{"__proto__": {"polluted": 1}, "a": 1}'),
  ],
])("tampering with %s", async (_what, body, output) => {
  expect(await outputOf(`export default () => { ${body} }`)).toEqual(output);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(await probe()).toEqual(UNTOUCHED);
});

test("nothing of the host is in reach", async () => {
  const names = [
    "process",
    "require",
    "module",
    "fetch",
    "Worker",
    "WebAssembly",
    "Atomics",
    "SharedArrayBuffer",
    "Buffer",
    "navigator",
    "std",
    "os",
    "print",
    "scriptArgs",
    "Deno",
    "Bun",
  ];
  expect(await outputOf(`export default () => ${JSON.stringify(names)}.filter((name) => name in globalThis)`)).toEqual(
    [],
  );
});
