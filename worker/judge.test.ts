import { afterAll, expect, test } from "vitest";
import { Check } from "#core/check.ts";
import { functionsModule } from "#core/code-modules.ts";
import type { LogLine } from "#core/run-event.ts";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";
import { createJudge } from "#worker/judge.ts";
import { createSandboxPool } from "#worker/sandbox/sandbox-pool.ts";

const expressions = createExpressionPool({ threads: 1 });
const sandbox = createSandboxPool({ threads: 1 });
afterAll(() => {
  expressions.close();
  sandbox.close();
});

const judge = createJudge({ expressions, sandbox });
const scope = { input: { min: 5 }, item: { id: "i" }, run: { id: 1, workflow: "w" }, stages: {} };
const previous = [
  { attempt: 1, verdict: "rejected" as const, feedback: { summary: "Too short" }, error: null, output: { text: "a" } },
];

const judgeWith = (check: object, output: unknown, signal = AbortSignal.timeout(20_000), lines: string[] = []) =>
  judge(
    {
      check: Check.parse(check),
      modules: functionsModule("export const isLong = (text: string): boolean => text.length > 5;"),
      scope,
      input: { topic: "x" },
      output,
      attempt: 2,
      maxAttempts: 3,
      previous,
    },
    { signal, begin: () => {}, log: (_level: LogLine["level"], text: string) => lines.push(text) },
  );

test("an expression judges over the scope of the stage, the output and the attempts", async () => {
  const expression =
    '$length(output.text) >= input.min ? true : {"verdict": "rejected", "feedback": "After " & $count(previous) & " of " & maxAttempts & ": " & $length(output.text)}';
  expect(await judgeWith({ expression }, { text: "long enough" })).toEqual({
    ok: true,
    verdict: { verdict: "accepted" },
  });
  expect(await judgeWith({ expression }, { text: "no" })).toEqual({
    ok: true,
    verdict: { verdict: "rejected", feedback: { summary: "After 1 of 3: 2" } },
  });
});

test("code judges in the sandbox, given the output and what led to it", async () => {
  const lines: string[] = [];
  const source = `
    export default async (output: { text: string }, { input, attempt, maxAttempts, previous }: any) => {
      console.log("judging", input.topic);
      await sleep(1);
      return { verdict: "rejected", feedback: {
        summary: \`Attempt \${attempt} of \${maxAttempts}: \${output.text}, before: \${previous[0].output.text}\`,
        criteria: [{ name: "length", expected: 9, actual: output.text.length, passed: false }],
        guidance: { write: "more" },
      } };
    }`;
  expect(await judgeWith({ source }, { text: "b" }, undefined, lines)).toEqual({
    ok: true,
    verdict: {
      verdict: "rejected",
      feedback: {
        summary: "Attempt 2 of 3: b, before: a",
        criteria: [{ name: "length", expected: 9, actual: 1, passed: false }],
        guidance: { write: "more" },
      },
    },
  });
  expect(lines).toEqual(["check: judging x"]);
});

test.each([
  ["throws", { source: "export default () => { throw new Error('no') }" }, /^The check failed: .*no/],
  ["never comes back", { source: "export default () => new Promise(() => {})" }, /never comes/],
  ["loops in an expression", { expression: "($f := function($n) { $f($n + 1) }; $f(0))" }, /^The check failed: /],
  ["cannot be read", { expression: "output.text.(" }, /^The check failed: /],
])("a check that %s fails the attempt, which may be tried again", async (_, check, message) => {
  expect(await judgeWith(check, { text: "b" })).toEqual({
    ok: false,
    failure: { code: "check_crashed", message: expect.stringMatching(message), retryable: true },
  });
});

test("an answer that is no verdict fails the attempt, and says what was answered", async () => {
  expect(await judgeWith({ expression: "output.score" }, { score: 0.7 })).toMatchObject({
    ok: false,
    failure: { code: "check_not_verdict", message: expect.stringContaining("answered 0.7"), retryable: true },
  });
  expect(await judgeWith({ expression: '{"verdict": "uncertain", "reason": "\\u0000"}' }, {})).toMatchObject({
    failure: { code: "check_not_verdict", message: expect.stringContaining("NUL") },
  });
});

test("a check whose time has run out is ended", async () => {
  const source = "export default () => sleep(60_000)";
  expect(await judgeWith({ source }, {}, AbortSignal.timeout(50))).toMatchObject({ ok: false });
});

test("the code of a check uses the functions of the workflow", async () => {
  const source = 'import { isLong } from "workflow/functions";\nexport default (output) => isLong(output.text);';
  expect(await judgeWith({ source }, { text: "long enough" })).toEqual({ ok: true, verdict: { verdict: "accepted" } });
});
