import { afterAll, expect, test } from "vitest";
import { FUNCTIONS_MODULE, STD_NAMES, stdModule } from "#core/code-modules.ts";
import { testSandbox } from "#worker/sandbox/test-sandbox.ts";

const sandbox = testSandbox();
afterAll(() => sandbox.pool.close());

const FUNCTIONS = `import { sum } from "heddle/std/lists";

type Line = { net: number };
export const total = (lines: Line[]): number => {
  if (lines.length === 0) throw new Error("No lines");
  return sum(lines, ({ net }) => net);
};
export const later = async (): Promise<string> => {
  await sleep(60_000);
  return "late";
};`;

test("each module that comes with Heddle can be imported", async () => {
  const source = `${STD_NAMES.map((name) => `import * as ${name} from "${stdModule(name)}";`).join("\n")}
export default () => ({
  csv: csv.parseCsv("a,b\\n1,2"),
  day: dates.isoDay(dates.addDays("2026-02-28", 1)),
  hash: hash.sha256("abc").slice(0, 8),
  chunks: lists.chunk([1, 2, 3], 2),
  slug: text.slug("Héllo World"),
});`;
  expect(await sandbox.outputOf(source)).toEqual({
    csv: [{ a: "1", b: "2" }],
    day: "2026-03-01",
    hash: "ba7816bf",
    chunks: [[1, 2], [3]],
    slug: "hello-world",
  });
});

test("code imports the functions of its workflow, which may import what comes with Heddle", async () => {
  const source = 'import { total } from "workflow/functions";\nexport default () => total([{ net: 1 }, { net: 2 }]);';
  expect(await sandbox.outputOf(source, { modules: { [FUNCTIONS_MODULE]: FUNCTIONS } })).toBe(3);
});

test("what a function throws names the function, its module and line", async () => {
  const source = 'import { total } from "workflow/functions";\n\nexport default () => total([]);';
  const failure = await sandbox.failureOf(source, { modules: { [FUNCTIONS_MODULE]: FUNCTIONS } });
  expect(failure.message).toMatch(/^Error: No lines \(workflow\/functions, line 5, column \d+\)$/);
  expect(failure.details).toMatchObject({
    stack: [{ function: "total", module: "workflow/functions", line: 5 }, { line: 3 }],
  });
});

test("what comes with Heddle blames the line of the author that called it", async () => {
  const source = 'import { chunk } from "heddle/std/lists";\nexport default () =>\n  chunk([1], 0);';
  expect((await sandbox.failureOf(source)).message).toMatch(/^RangeError: chunk: .* \(line 3, column \d+\)$/);
});

test.each(["node:fs", "./other.js", "heddle/std/none", "workflow/functions"])(
  "%s is not there to be imported",
  async (name) => {
    const failure = await sandbox.failureOf(`import * as it from "${name}";\nexport default () => Object.keys(it);`);
    expect(failure).toMatchObject({ code: "code_syntax", retryable: false });
    expect(failure.message).toContain(`could not load module '${name}'`);
  },
);

test("nothing is loaded while code runs", async () => {
  const failure = await sandbox.failureOf('export default async () => Object.keys(await import("heddle/std/csv"));');
  expect(failure.message).toContain("could not load module 'heddle/std/csv'");
});

test("functions are part of what is kept of code that waits: others that came meanwhile change nothing", async () => {
  const long = {
    source:
      'import { later, total } from "workflow/functions";\nexport default async () => [await later(), total([{ net: 5 }])];',
    modules: { [FUNCTIONS_MODULE]: FUNCTIONS },
    input: null,
    memoryMb: 32,
    cpuMs: 1_000,
    patienceMs: 0,
    kept: null,
    answers: [],
    notBefore: 0,
    signal: AbortSignal.timeout(20_000),
    onLog: () => {},
  };
  const paused = await sandbox.pool.runLong(long);
  if (!("kept" in paused)) throw new Error("It did not wait");
  const { kept } = paused;
  const end = await sandbox.pool.runLong({ ...long, modules: {}, kept, notBefore: kept.wakeAt ?? 0 });
  expect(end).toMatchObject({ ok: true, output: ["late", 5] });
});
