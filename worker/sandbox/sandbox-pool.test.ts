import { afterAll, describe, expect, test } from "vitest";
import type { SandboxLine } from "#worker/sandbox/messages.ts";
import { testSandbox } from "#worker/sandbox/test-sandbox.ts";

const { pool, run, outputOf, failureOf } = testSandbox();
afterAll(() => pool.close());

describe("what authors write", () => {
  test.each([
    ["a function", "export default function (input) { return input.n }", 20],
    ["an async function", "export default async function f(input) { await null; return input.n }", 20],
    ["an arrow", "export default (input) => input.n", 20],
    ["an async arrow", "export default async ({ n }) => n", 20],
    ["a named function exported later", "const f = (input) => input.n;\nexport { f as default };", 20],
    [
      "TypeScript",
      "interface In { n: number }\nexport default async (input: In): Promise<number> => (input as In).n satisfies number;",
      20,
    ],
    ["nothing returned", "export default () => {}", null],
    [
      "dates, class instances and toJSON",
      "class A { x = 1; get y() { return 2 } }\nexport default () => [new Date(0), new A(), { toJSON: () => 'j' }, NaN, [undefined], { u: undefined }]",
      ["1970-01-01T00:00:00.000Z", { x: 1 }, "j", null, [null], {}],
    ],
    [
      "timers",
      "export default async () => { const seen = []; setTimeout((x) => seen.push(x), 5, 'b'); seen.push('a'); const t = setTimeout(() => seen.push('never'), 1); clearTimeout(t); await sleep(20); return seen }",
      ["a", "b"],
    ],
    [
      "an interval",
      "export default () => new Promise((done) => { let n = 0; const t = setInterval(() => { if (++n === 3) { clearInterval(t); done(n) } }, 1) })",
      3,
    ],
    [
      "many promises",
      "export default async () => { const all = await Promise.all([1, 2, 3].map(async (n) => { await sleep(4 - n); return n })); return all }",
      [1, 2, 3],
    ],
    [
      "text and bytes",
      "export default () => new TextDecoder().decode(new TextEncoder().encode('hé😀\\u0800'))",
      "hé😀ࠀ",
    ],
    [
      "structuredClone",
      "export default () => { const a = { m: new Map([[1, new Set([2])]]) }; a.self = a; const b = structuredClone(a); return [b.self === b, b.m.get(1).has(2), b !== a] }",
      [true, true, true],
    ],
    [
      "top-level await and constants",
      "const base = await Promise.resolve(1);\nexport default (input) => base + input.n",
      21,
    ],
  ])("%s", async (_what, source, output) => {
    expect(await outputOf(source)).toEqual(output);
  });

  test("random numbers and identifiers differ from task to task", async () => {
    const source =
      "export default () => [crypto.randomUUID(), Math.random(), [...crypto.getRandomValues(new Uint8Array(8))].join()]";
    const [one, other] = [await outputOf(source), await outputOf(source)] as [string[], string[]];
    expect(one[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    for (const index of [0, 1, 2]) expect(one[index]).not.toBe(other[index]);
  });

  test("the clock is the real one, in UTC", async () => {
    const before = Date.now();
    const [now, offset] = (await outputOf("export default () => [Date.now(), new Date().getTimezoneOffset()]")) as [
      number,
      number,
    ];
    expect(now).toBeGreaterThanOrEqual(before);
    expect(now).toBeLessThanOrEqual(Date.now());
    expect(offset).toBe(0);
  });

  test("lines of the console reach the log with their level, also those from before a loop without end", async () => {
    const lines: SandboxLine[] = [];
    const source =
      "export default () => { console.log('a', 1, { b: [2] }); console.warn('w'); console.error(new TypeError('e')); console.debug(null, undefined); for (;;); }";
    await failureOf(source, { onLog: (line) => lines.push(line) });
    expect(lines.map(({ level }) => level)).toEqual(["info", "warn", "error", "debug"]);
    expect(lines.map(({ text }) => text.split("\n")[0])).toEqual([
      'a 1 {"b":[2]}',
      "w",
      "TypeError: e",
      "null undefined",
    ]);
  });

  test("artifacts come beside the output, which says where they belong", async () => {
    const end = await run(
      "export default () => ({ report: artifact('report.md', '# Hä', 'text/markdown'), raw: [artifact('raw', new Uint8Array([1, 2]).subarray(1))] })",
    );
    expect(end).toEqual({
      ok: true,
      output: { report: { $artifact: { pending: 0 } }, raw: [{ $artifact: { pending: 1 } }] },
      artifacts: [
        { name: "report.md", mediaType: "text/markdown", content: "# Hä" },
        { name: "raw", mediaType: "application/octet-stream", content: new Uint8Array([2]) },
      ],
    });
  });

  test("a task makes a thousand artifacts at most", async () => {
    const source = "export default () => { for (let n = 0; n <= 1000; n++) artifact(n + '.txt', 'x') }";

    expect((await failureOf(source)).message).toMatch(/^RangeError: artifact: a task makes 1000 at most/);
  });

  test("an artifact's name is no path", async () => {
    expect(await failureOf("export default () => artifact('../x', 'y')")).toMatchObject({ code: "code_threw" });
  });

  test("an error points at the author's line, also in TypeScript", async () => {
    const source =
      "type T = { a: { b: string } };\n\nconst inner = (value: T): string => value.a.b;\nexport default function outer(input: T) {\n  return inner(input);\n}";
    expect(await failureOf(source)).toMatchObject({
      code: "code_threw",
      message: expect.stringMatching(/^TypeError: cannot read property 'b' of undefined \(line 3, column \d+\)$/),
      retryable: true,
      details: {
        stack: [
          { function: "inner", line: 3 },
          { function: "outer", line: 5 },
        ],
      },
    });
  });
});
