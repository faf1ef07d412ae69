import jsonata from "jsonata";
import { NotPlain, toPlain } from "#server/expressions/plain-result.ts";
import { type Answer, DEADLINE_MS } from "#server/expressions/protocol.ts";
import { recent } from "#server/expressions/recent.ts";

/** A little less than the deadline, so that most endless expressions end without a new process. */
const LIMITS = { timeout: DEADLINE_MS - 100, stack: 2_000 };

const refuseEval = () => {
  throw { code: "expression_eval", message: "$eval is not available: data is never evaluated" };
};

const compiled = recent(1_000, (source: string) => {
  const expression = jsonata(source, LIMITS);
  expression.registerFunction("eval", refuseEval);
  return expression;
});

const fail = (code: string, message: string): Answer => ({ ok: false, failure: { code, message, retryable: false } });

function failed(source: string, error: unknown): Answer {
  if (error instanceof NotPlain) return fail(error.code, error.message);
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const text = String(message ?? error).replace(/\.$/, "");
  if (code === "D1012")
    return fail("expression_timeout", `The expression did not end within one second: ${brief(source)}`);
  if (code === "expression_eval") return fail(code, text);
  return fail(
    typeof code === "string" && code.startsWith("S") ? "expression_syntax" : "expression_failed",
    `The expression failed: ${text}: ${brief(source)}`,
  );
}

export const brief = (source: string): string => (source.length > 200 ? `${source.slice(0, 200)}…` : source);

export async function evaluateJsonata(source: string, scope: unknown): Promise<Answer> {
  try {
    return { ok: true, value: toPlain(await compiled(source).evaluate(scope)) };
  } catch (error) {
    return failed(source, error);
  }
}
