import { afterAll, expect, test } from "vitest";
import { testSandbox, UNTOUCHED } from "#worker/sandbox/test-sandbox.ts";

const { pool, called, probe } = testSandbox();
afterAll(() => pool.close());

const answered = (value: unknown) => JSON.stringify({ ok: true, value });
const call = (args: unknown, service = "s", method = "m") => ({ service, method, args: JSON.stringify(args) });

/** What code hands to the bridge; what comes out on this side, and what the code is told. */
const ASKED: [what: string, body: string, calls: unknown[], output?: unknown][] = [
  [
    "a name that is a message of its own",
    `await callHost('s","method":"forged","id":1,"x":"', "m", 1)`,
    [call(1, 's","method":"forged","id":1,"x":"')],
  ],
  [
    "a name that ends the list",
    `await callHost("s", 'm"}],"end":{"ok":true,"output":1}}', 1)`,
    [call(1, "s", 'm"}],"end":{"ok":true,"output":1}}')],
  ],
  [
    "arguments that are a message",
    `await callHost("s", "m", '"},{"kind":"call","id":99')`,
    [call('"},{"kind":"call","id":99')],
  ],
  ["a name with NUL and half a character", `await callHost("s\\0", "m\\ud800", 1)`, [call(1, "s\ufffd", "m\ufffd")]],
  ["toJSON of all objects", `Object.prototype.toJSON = () => "all"; await callHost("s", "m", { a: 1 })`, [call("all")]],
  [
    "toJSON that gives nothing",
    `await callHost("s", "m", { toJSON() {} })`,
    [{ service: "s", method: "m", args: "null" }],
  ],
  [
    "a stringify of the code's own",
    `JSON.stringify = () => '"forged'; await callHost("s", "m", { a: 1 })`,
    [call({ a: 1 })],
  ],
  [
    "__proto__ in the arguments",
    `await callHost("s", "m", JSON.parse('{"__proto__":{"polluted":1}}'))`,
    [{ service: "s", method: "m", args: '{"__proto__":{"polluted":1}}' }],
  ],
  [
    "a getter that calls as well",
    `await callHost("s", "m", { get a() { callHost("s", "inner", 1); return 2 } })`,
    [call(1, "s", "inner"), call({ a: 2 })],
  ],
  [
    "a proxy",
    `await callHost("s", "m", new Proxy({ a: 1 }, { get: (o, k) => (k === "toJSON" ? undefined : 7) }))`,
    [call({ a: 7 })],
  ],
  [
    "a getter that throws",
    `try { await callHost("s", "m", { get a() { throw new RangeError("no") } }) } catch (e) { return e.name }`,
    [],
    "RangeError",
  ],
  [
    "a proxy that is revoked",
    `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); try { await callHost("s", "m", proxy) } catch (e) { return e.name }`,
    [],
    "TypeError",
  ],
  [
    "a cycle",
    `const a = []; a.push(a); try { await callHost("s", "m", a) } catch (e) { return e.name }`,
    [],
    "TypeError",
  ],
  ["a BigInt", `try { await callHost("s", "m", 1n) } catch (e) { return e.name }`, [], "TypeError"],
  [
    "more than 1 MiB",
    `try { await callHost("s", "m", "x".repeat(2 ** 20)) } catch (e) { return e.name }`,
    [],
    "RangeError",
  ],
  [
    "a name that is an object",
    `try { await callHost({ toString: () => "s" }, "m", 1) } catch (e) { return e.name }`,
    [],
    "TypeError",
  ],
  ["a symbol", `try { await callHost("s", Symbol("m"), 1) } catch (e) { return e.name }`, [], "TypeError"],
  ["no name", `try { await callHost("", "m", 1) } catch (e) { return e.name }`, [], "TypeError"],
  [
    "a name without end",
    `try { await callHost("s".repeat(1e6), "m", 1) } catch (e) { return e.name }`,
    [],
    "TypeError",
  ],
  [
    "a proxy that never ends",
    `await callHost("s", "m", new Proxy({}, { ownKeys() { for (;;); } }))`,
    [],
    expect.objectContaining({ code: "cpu_limit" }),
  ],
  [
    "lists that nest without end",
    `let a = []; for (let i = 0; i < 1e5; i++) a = [a]; try { await callHost("s", "m", a) } catch (e) { return "caught" }`,
    [],
    expect.anything(),
  ],
  [
    "calls without end",
    `for (;;) callHost("s", "m", 1)`,
    [],
    expect.objectContaining({ code: expect.stringMatching(/cpu_limit|out_of_memory/) }),
  ],
  [
    "a thousand timers that are forgotten twice",
    `for (let i = 0; i < 1e3; i++) { const t = setTimeout(() => {}, 9e5); clearTimeout(t); clearTimeout(t) } clearTimeout({}); clearTimeout(-1); return "fine"`,
    [],
    "fine",
  ],
  ["a timer without a function", `try { setTimeout("return 1", 1) } catch (e) { return e.name }`, [], "TypeError"],
];

test.each(ASKED)("%s reaches the host as it is, or not at all", async (_what, body, calls, output) => {
  const asked = await called(`export default async () => { ${body} }`);
  expect(asked.calls).toEqual(calls);
  if (output !== undefined) expect(asked.end).toEqual(output);
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  expect(await probe()).toEqual(UNTOUCHED);
});

/** What the outside answers, and what code makes of it that has prepared the ground. */
const ANSWERS: [what: string, source: string, answer: string, output: unknown][] = [
  [
    "a prototype",
    "return [({}).polluted ?? null, Object.keys(got)]",
    '{"ok":true,"value":{"__proto__":{"polluted":1}}}',
    [null, ["__proto__"]],
  ],
  ["a constructor", "return ({}).polluted ?? null", answered({ constructor: { prototype: { polluted: 1 } } }), null],
  ["something with a then", "return typeof got.then", '{"ok":true,"value":{"then":"no function"}}', "string"],
  [
    "NUL and half a character",
    "return [got.length, got.charCodeAt(0), got.charCodeAt(1)]",
    '{"ok":true,"value":"\\u0000\\ud800"}',
    [2, 0, 0xd800],
  ],
  ["nothing", "return got", answered(null), null],
  ["a large number", "return got === 2 ** 53", answered(2 ** 53), true],
];

test.each(ANSWERS)("an answer that holds %s is data", async (_what, body, answer, output) => {
  const source = `export default async () => { const got = await callHost("s", "m", 1); ${body} }`;
  expect((await called(source, [answer])).end).toEqual(output);
  expect(await probe()).toEqual(UNTOUCHED);
});

test.each([
  ["what all objects inherit", "Object.prototype.ok = false; Object.prototype.error = { message: 'forged' };"],
  ["parse", "JSON.parse = () => ({ ok: true, value: 'forged' });"],
  ["maps", "Map.prototype.get = Map.prototype.delete = () => () => 'forged';"],
  [
    "callHost itself",
    "const mine = callHost; globalThis.callHost = globalThis.__callHostTool__ = () => 'forged'; callHost = mine;",
  ],
  ["the iterator of lists", "Array.prototype[Symbol.iterator] = function* () { yield 'forged' };"],
])("code that has changed %s changes nothing of the answer", async (_what, before) => {
  const source = `export default async () => { ${before} return await callHost("s", "m", 1) }`;
  expect((await called(source, [answered("true")])).end).toBe("true");
  expect(await probe()).toEqual(UNTOUCHED);
});

test("an answer to a call that was never made, or was answered, is nothing to the code", async () => {
  const source = `export default async () => {
    let times = 0;
    const first = callHost("s", "m", 1).then((n) => { times++; return n });
    const got = [await first, await callHost("s", "m", 2)];
    return [...got, times];
  }`;
  const asked = await called(source, [answered(1), answered(2)], {
    forged: [
      [1, answered("again")],
      [77, answered("never")],
    ],
  });
  expect(asked.end).toEqual([1, 2, 1]);
});
