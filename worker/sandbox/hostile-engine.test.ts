import { afterAll, expect, test } from "vitest";
import type { SandboxTask } from "#worker/sandbox/sandbox-pool.ts";
import { testSandbox, UNTOUCHED } from "#worker/sandbox/test-sandbox.ts";

const { pool, run, probe } = testSandbox();
afterAll(() => pool.close());

/** What it may end as: each is clear, and none is the sandbox's own breakdown. What is quick enough may end well. */
const CLEAR = /^(ended|cpu_limit|out_of_memory|code_threw|nested_too_deep)$/;

/** Work that the engine does in C for the code, much of which never asks whether it may go on. */
const LONG_WORK: [what: string, body: string, task?: Partial<SandboxTask>][] = [
  ["searching a list that is as long as can be", "return [].indexOf.call({ length: 2 ** 53 - 1 }, 1)"],
  ["turning it round", "return [].reverse.call({ length: 2 ** 53 - 1 }).length"],
  ["sorting four billion holes", "return new Array(2 ** 32 - 1).sort().length"],
  ["making a list of four billion", "return Array.from({ length: 2 ** 32 - 1 }).length"],
  [
    "flattening lists of lists",
    "let a = [1, 2]; for (let i = 0; i < 60; i++) a = [a, a]; return a.flat(Infinity).length",
  ],
  ["spreading a million arguments", "return Math.max(...new Array(1e6).fill(1))"],
  ["a call with a million arguments", "return (function () { return arguments.length }).apply(null, { length: 1e9 })"],
  ["a comparison that never agrees with itself", "return new Uint32Array(1e6).sort(() => Math.random() - 0.5).length"],
  ["padding text to a gigabyte", "return 'x'.padEnd(2 ** 30 - 1, 'ab').length"],
  ["replacing every letter by many", "return 'a'.repeat(2 ** 20).replaceAll('a', 'b'.repeat(2 ** 10)).length"],
  [
    "joining text that is its own separator",
    "const s = 'x'.repeat(2 ** 15); return new Array(2 ** 15).fill(s).join(s).length",
  ],
  ["normalizing long text", "return '\\u0344'.repeat(2 ** 20).normalize('NFKD').length"],
  ["escaping long text", "return encodeURIComponent('\\u20ac'.repeat(2 ** 21)).length"],
  ["a power that has no end", "return (2n ** (10n ** 9n)).toString().length"],
  ["writing a number of a million digits", "return ((1n << 4000000n) - 1n).toString().length"],
  ["dividing huge numbers", "const a = (1n << 3000000n) - 1n; return String((a * a) / (a - 2n)).length"],
  ["reading a number of ten million digits", "return BigInt('9'.repeat(1e7)) > 0n"],
  ["reading JSON that is deeper than the stack", "return JSON.parse('['.repeat(1e6) + ']'.repeat(1e6))"],
  [
    "writing JSON that is deeper than the stack",
    "let a = []; for (let i = 0; i < 1e6; i++) a = [a]; return JSON.stringify(a).length",
  ],
  [
    "JSON whose reviver makes more of it",
    "return JSON.parse('[1]', function (k, v) { if (Array.isArray(v) && v.length < 1e9) v.push([v.length]); return v })",
  ],
  ["JSON whose replacer never ends", "return JSON.stringify({}, (k, v) => ({ v }))"],
  [
    "cloning what is deeper than the stack",
    "let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return structuredClone(a).length",
  ],
  [
    "source that is deeper than the parser",
    "return new Function('return ' + '('.repeat(1e5) + '1' + ')'.repeat(1e5))()",
  ],
  ["source of a million statements", "return new Function('let a = 0;' + 'a++;'.repeat(1e6) + 'return a')()"],
  ["two texts that overlap", "return 'a'.repeat(1e6).indexOf('a'.repeat(5e5) + 'b')"],
  ["symbols without end", "for (let i = 0; ; i++) Symbol.for('s' + i)"],
  ["properties without end", "const o = {}; for (let i = 0; ; i++) o['p' + i] = i"],
  [
    "prototypes without end",
    "let o = {}; for (let i = 0; i < 1e6; i++) o = Object.create(o); return o.missing ?? 'none'",
  ],
  ["proxies of proxies", "let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return p.missing ?? 'none'"],
  ["bound functions of bound functions", "let f = () => 1; for (let i = 0; i < 1e5; i++) f = f.bind(null); return f()"],
];

/** Expressions that take time without measure to find out that they do not match. */
const EXPLOSIONS: [what: string, expression: string, text: string][] = [
  ["alternatives that say the same", "/^(a|a)*$/", "'a'.repeat(40) + '!'"],
  ["a repetition of anything in a repetition", "/(.*)*x$/", "'a'.repeat(60)"],
  ["three repetitions in a row", "/^(\\w*)*(\\d*)*(\\w*)*$/", "'a1'.repeat(30) + '!'"],
  ["looking ahead", "/^(?=(a+)+$)a/", "'a'.repeat(40) + '!'"],
  ["a reference back", "/^(a+)+\\1$/", "'a'.repeat(40) + '!'"],
  ["names and Unicode", "/^(?<all>\\p{L}+)+$/u", "'\\u00e4'.repeat(40) + '!'"],
  ["a repetition as large as can be", "/(a{1,65535}){1,65535}b/", "'a'.repeat(5000)"],
];

const plainly = async (source: string, task: Partial<SandboxTask> = {}): Promise<string> => {
  const end = await run(source, { cpuMs: 200, ...task });
  return end.ok ? "ended" : end.failure.code;
};

test.each(LONG_WORK)("%s ends in time, and the next task is as ever", async (_what, body, task) => {
  expect(await plainly(`export default () => { ${body} }`, task)).toMatch(CLEAR);
  expect(await probe()).toEqual(UNTOUCHED);
});

test.each(EXPLOSIONS)("an expression with %s is stopped", async (_what, expression, text) => {
  expect(await plainly(`export default () => ${expression}.test(${text})`)).toBe("cpu_limit");
  expect(await probe()).toEqual(UNTOUCHED);
});

test("promises that are made for ever end, although the making of a promise swallows that it was told to", async () => {
  const source = "export default () => { for (;;) new Promise(() => { for (let i = 0; i < 1e6; i++); }) }";
  expect(await plainly(source)).toBe("cpu_limit");
  expect(await probe()).toEqual(UNTOUCHED);
});
