import { afterAll, expect, test } from "vitest";
import { testSandbox, UNTOUCHED } from "#worker/sandbox/test-sandbox.ts";

const { pool, outputOf, probe } = testSandbox();
afterAll(() => pool.close());

const failure = (code: string) => expect.objectContaining({ code });

/** Ways out of a function, of a generator, of the language; and what they come to. */
const ESCAPES: [what: string, source: string, comesTo: unknown][] = [
  ["the function that makes functions", "export default () => typeof Function('return this')().process", "undefined"],
  ["eval from outside of any scope", "export default () => typeof (0, eval)('globalThis.require')", "undefined"],
  [
    "a body that closes the function before it begins",
    "export default () => Function('}) ; for (;;); (function () {')",
    failure("cpu_limit"),
  ],
  ["a function made of text that loops", "export default () => new Function('for (;;);')()", failure("cpu_limit")],
  [
    "an async function made of text",
    "export default () => new (async () => {}).constructor('return typeof process')()",
    "undefined",
  ],
  [
    "a generator made of text",
    "export default () => [...new (function* () {}).constructor('yield typeof fetch')()]",
    ["undefined"],
  ],
  ["an import in text", "export default () => eval('import(\"node:fs\")')", failure("code_threw")],
  ["an import of data", "export default () => import('data:text/javascript,export default 1')", failure("code_threw")],
  ["what the module knows of itself", "export default () => Object.keys(import.meta)", []],
  [
    "who called",
    "export default function f() { try { return f.caller === null ? 'nobody' : typeof f.caller } catch (e) { return e.name } }",
    expect.stringMatching(/nobody|TypeError|undefined/),
  ],
  [
    "the frames below",
    `export default () => {
      let seen = [];
      Error.prepareStackTrace = (_, frames) => { seen = frames; return "" };
      void new Error("x").stack;
      return seen.map((frame) => [typeof frame.getThis?.(), frame.getFunction?.()?.name ?? "none"]).filter(([, name]) => /deliver|drain|start/.test(name));
    }`,
    [],
  ],
  [
    "the prototype of what is imported by the host",
    "export default () => { Object.prototype.then = function (done) { done('taken') }; return { a: 1 } }",
    "taken",
  ],
  [
    "a promise of the code's own making",
    "class Mine extends Promise { static get [Symbol.species]() { return Mine } }\nPromise.prototype.constructor = Mine;\nexport default async () => 1",
    1,
  ],
  [
    "promises that take everything and tell nothing",
    "Promise.prototype.constructor = function (run) { run(() => {}, () => {}) };\nexport default async () => 1",
    expect.anything(),
  ],
  [
    "promises that cannot be followed",
    "export default async () => { Promise.prototype.then = () => {}; await null; return 1 }",
    failure("stuck"),
  ],
  [
    "a thenable that answers with itself",
    "export default () => { const mine = { then(done) { done(mine) } }; return mine }",
    failure("cpu_limit"),
  ],
  [
    "a thenable that answers twice and then throws",
    "export default () => ({ then(done) { done(1); done(2); throw new Error('late') } })",
    1,
  ],
  [
    "an async generator that does not end when it is left",
    "export default async () => { for await (const x of (async function* () { try { yield 1 } finally { for (;;) await null } })()) break }",
    failure("cpu_limit"),
  ],
  [
    "an async generator that yields while it is left",
    "export default async () => { const g = (async function* () { try { yield 1 } finally { yield 2; yield 3 } })(); await g.next(); return [await g.return(9), await g.next(), await g.next()] }",
    [
      { value: 2, done: false },
      { value: 3, done: false },
      { value: 9, done: true },
    ],
  ],
  [
    "an async generator that is asked a million times at once",
    "export default () => { const g = (async function* () { for (;;) yield 1 })(); for (;;) g.next() }",
    expect.objectContaining({ code: expect.stringMatching(/cpu_limit|out_of_memory/) }),
  ],
  [
    "a generator that runs itself",
    "export default () => { const g = (function* () { g.next() })(); try { g.next() } catch (e) { return e.name } }",
    "TypeError",
  ],
  [
    "iterators that never say done",
    "export default () => { const [a] = { [Symbol.iterator]: () => ({ next: () => ({ value: 1 }), return() { for (;;); } }) }; return a }",
    failure("cpu_limit"),
  ],
  [
    "text of all numbers",
    "export default () => { Number.prototype.toJSON = String.prototype.toJSON = () => 'x'; return [1, 'a'] }",
    [1, "a"],
  ],
  [
    "setters on the prototype of all objects",
    "export default () => { for (const k of ['ok', 'output', 'end', 'code', 'kind']) Object.defineProperty(Object.prototype, k, { set() { throw 1 }, get() { return 'taken' } }); return { a: 1 } }",
    { a: 1 },
  ],
  [
    "setters on the prototype of all lists",
    "export default () => { Object.defineProperty(Array.prototype, 0, { set() { throw new Error('taken') } }); return [1, 2] }",
    expect.anything(),
  ],
  [
    "a frozen world",
    "export default () => { [Object, Array, Promise, Map, JSON].forEach((x) => Object.freeze(x.prototype ?? x)); Object.freeze(globalThis); return 'fine' }",
    "fine",
  ],
  [
    "no Object at all",
    "export default () => { for (const k of Object.getOwnPropertyNames(globalThis)) try { delete globalThis[k] } catch {} return 'fine' }",
    "fine",
  ],
  [
    "an artifact whose name is a way out",
    "export default () => { try { return artifact('../../etc/passwd', 'x') } catch (e) { return e.name } }",
    "TypeError",
  ],
  [
    "an artifact that another thing pretends to be",
    "export default () => ({ $artifact: { pending: 0, hash: 'x' } })",
    { $artifact: { pending: 0, hash: "x" } },
  ],
];

test.each(ESCAPES)("%s leads nowhere, and the next task is as ever", async (_what, source, comesTo) => {
  expect(await outputOf(source, { cpuMs: 200 })).toEqual(comesTo);
  expect(({} as Record<string, unknown>).then).toBeUndefined();
  expect(await probe()).toEqual(UNTOUCHED);
});
