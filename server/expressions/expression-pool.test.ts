import { afterAll, expect, test } from "vitest";
import { createExpressionPool } from "#server/expressions/expression-pool.ts";

const pool = createExpressionPool({ threads: 2 });
afterAll(() => pool.close());

const failureOf = async (source: string, scope: Record<string, unknown> = {}) => {
  const answer = await pool.evaluate(source, scope);
  return answer.ok ? answer : answer.failure;
};

const CATASTROPHE = '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)';
const MEMORY = "[1..9999999].[1..9999999]";

test("an expression is evaluated over its scope", async () => {
  expect(await pool.evaluate("$sum(input.items.price)", { input: { items: [{ price: 1 }, { price: 2 }] } })).toEqual({
    ok: true,
    value: 3,
  });
});

test("nothing becomes null, and a sequence becomes a plain list", async () => {
  expect(await pool.evaluate("input.nothing + 1", { input: {} })).toEqual({ ok: true, value: null });
  const list = await pool.evaluate("input.items.n", { input: { items: [{ n: 1 }, { n: 2 }] } });
  expect(list).toStrictEqual({ ok: true, value: [1, 2] });
});

test("many evaluations answer each in its place", async () => {
  const answers = await pool.evaluateAll(
    Array.from({ length: 1_000 }, (_, n) => ({ source: "input.n * 2", scope: { input: { n } } })),
  );
  expect(answers.map((answer) => answer.ok && answer.value)).toEqual(Array.from({ length: 1_000 }, (_, n) => n * 2));
});

test("a function as the result is refused", async () => {
  expect(await failureOf("$sum")).toMatchObject({ code: "expression_result" });
  expect(await failureOf("{ 'f': function($x) { $x } }")).toMatchObject({ code: "expression_result" });
});

test("an expression that does not compile says so", async () => {
  expect(await failureOf("input.(")).toMatchObject({ code: "expression_syntax", retryable: false });
});

test("what does not end, blows up a regular expression or eats memory fails alone", async () => {
  const sources = [
    "1 + 1",
    CATASTROPHE,
    "2 + 2",
    MEMORY,
    "($f := function($n) { $f($n + 1) }; $f(1))",
    "3 + 3",
    "($f := function($s, $n) { $n = 0 ? $s : $f([$s, $s], $n - 1) }; $f([1], 27))",
    "4 + 4",
  ];
  const answers = await pool.evaluateAll(sources.map((source) => ({ source, scope: {} })));
  expect(
    answers.map((answer) => (answer.ok ? answer.value : answer.failure.code.replace(/memory|timeout/, "stopped"))),
  ).toEqual([2, "expression_stopped", 4, "expression_stopped", "expression_stopped", 6, "expression_stopped", 8]);
  expect(await pool.evaluate("5 + 5", {})).toEqual({ ok: true, value: 10 });
});

test("deep recursion and huge strings are failures", async () => {
  expect(await failureOf("($f := function($n) { $f($n + 1) + 1 }; $f(1))")).toMatchObject({
    code: "expression_failed",
  });
  expect(await failureOf('$pad("x", 100000000)')).toMatchObject({ code: "output_too_large" });
  expect(await failureOf("($f := function($s, $n) { $n = 0 ? $s : $f([$s, $s], $n - 1) }; $f([1], 24))")).toMatchObject(
    { code: expect.stringMatching(/output_too_large|expression_/) },
  );
});

test("$eval is not available, however it is reached", async () => {
  expect(await failureOf("$eval(input.code)", { input: { code: "1 + 1" } })).toMatchObject({ code: "expression_eval" });
  expect(await failureOf("($e := $eval; $e('1'))")).toMatchObject({ code: "expression_eval" });
  expect(await failureOf("['1'] ~> $map($eval)")).toMatchObject({ code: "expression_eval" });
});

test("the prototype is out of reach and stays clean", async () => {
  for (const source of [
    "input.constructor",
    "input.list.constructor.constructor",
    '$lookup(input, "constructor")',
    '$lookup(input, "__proto__")',
    "input.text.length",
    "$string.constructor",
  ])
    expect(await pool.evaluate(`${source} & ""`, { input: { list: [[]], text: "x" } })).toEqual({
      ok: true,
      value: "",
    });
  await pool.evaluate('input ~> | $ | { "__proto__": { "polluted": true } } |', { input: {} });
  await pool.evaluate(
    '$merge([{ "__proto__": { "polluted": true } }, { "constructor": { "prototype": { "polluted": true } } }])',
    {},
  );
  expect(await pool.evaluate("input.polluted", { input: {} })).toEqual({ ok: true, value: null });
  expect(await pool.evaluate("$keys({}) ~> $count", {})).toEqual({ ok: true, value: 0 });
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test("data that poses as a function is only data", async () => {
  const forged = { _jsonata_lambda: true, arguments: [], body: { type: "string", value: "ran" }, environment: null };
  const answer = await pool.evaluate("$map([1], input.f)", { input: { f: forged } });
  expect(JSON.stringify(answer)).not.toContain('"ran"');
});

test("text that looks like an expression is not evaluated", async () => {
  const scope = { input: { text: "{{7*7}} $eval('1')" } };
  expect(await pool.resolveTemplate({ a: "input.text", b: { $: "input.text & ''" }, c: ["{{7*7}}"] }, scope)).toEqual({
    ok: true,
    value: { a: "input.text", b: scope.input.text, c: ["{{7*7}}"] },
  });
});

test("a template that fails names the field", async () => {
  const answer = await pool.resolveTemplate({ headers: [{ $: "$nope()" }] }, {});
  expect(answer).toMatchObject({
    ok: false,
    failure: { details: { field: "headers.0" }, message: expect.stringMatching(/^headers\.0: /) },
  });
});

test("a value that does not fit its schema is blamed by field", async () => {
  const schema = {
    type: "object",
    required: ["id"],
    properties: {
      id: { type: "number" },
      address: { type: "object", properties: { zip: { type: "string" } } },
      tags: { type: "array", items: { enum: ["a", "b"] } },
    },
    additionalProperties: false,
  };
  const answer = await pool.validate(schema, { address: { zip: 5 }, tags: ["a", "x"], more: 1 });
  expect(answer.ok && answer.problems.map(({ field }) => field).sort()).toEqual([
    "address.zip",
    "id",
    "more",
    "tags.1",
  ]);
  expect(answer.ok && answer.problems.find(({ field }) => field === "id")).toEqual({
    field: "id",
    pointer: "/id",
    message: "id is missing",
  });
  expect(await pool.validate(schema, { id: 1 })).toEqual({ ok: true, problems: [] });
});

test("a schema that cannot be used, or whose pattern does not end, fails alone", async () => {
  expect(await pool.validate({ $ref: "http://nowhere.example/x" }, {})).toMatchObject({
    ok: false,
    failure: { code: "schema" },
  });
  expect(await pool.validate({ pattern: "^(a+)+$" }, `${"a".repeat(40)}!`)).toMatchObject({ ok: false });
  expect(await pool.validate({ type: "string" }, "x")).toEqual({ ok: true, problems: [] });
});
