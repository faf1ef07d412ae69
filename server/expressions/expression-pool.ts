import { isExpression } from "#core/expression.ts";
import { resolvePath } from "#core/expression-path.ts";
import type { Failure } from "#core/run-event.ts";
import type { SchemaProblem } from "#core/schema-problems.ts";
import { type Evaluator, type EvaluatorEnd, startEvaluator } from "#server/expressions/evaluator.ts";
import type { Expressions, Scope } from "#server/expressions/expressions.ts";
import type { Answer, Job } from "#server/expressions/protocol.ts";

/** The most jobs that travel in one message. */
const BATCH = 256;
const MAX_FAILED_STARTS = 3;

interface Entry {
  job: Job;
  /** After a batch has died, its jobs go one by one, so that only the culprit fails. */
  alone: boolean;
  settle(answer: Answer): void;
}

const failure = (code: string, message: string, retryable = false): Answer => ({
  ok: false,
  failure: { code, message, retryable },
});

const ENDED: Record<EvaluatorEnd, Answer> = {
  deadline: failure("expression_timeout", "The expression did not end within one second"),
  died: failure("expression_memory", "The expression used too much memory"),
  not_started: failure("expressions_unavailable", "The process that evaluates expressions did not start", true),
};

/** `threads` evaluators at most, each started when it is first needed. */
export function createExpressionPool({ threads }: { threads: number }): Expressions {
  const idle: Evaluator[] = [];
  const alive = new Set<Evaluator>();
  let queue: Entry[] = [];
  let failedStarts = 0;
  let isScheduled = false;
  let isClosed = false;

  function take(): Entry[] {
    const free = Math.max(1, threads - alive.size + idle.length);
    const size = queue[0]?.alone ? 1 : Math.min(BATCH, Math.ceil(queue.length / free));
    const end = queue.findIndex((entry, index) => index === size || (index > 0 && entry.alone));
    return queue.splice(0, end === -1 ? queue.length : end);
  }

  function pump(): void {
    isScheduled = false;
    while (queue.length > 0 && (idle.length > 0 || alive.size < threads)) {
      const evaluator = idle.pop() ?? startEvaluator();
      alive.add(evaluator);
      send(evaluator, take());
    }
  }

  function send(evaluator: Evaluator, batch: Entry[]): void {
    let next = 0;
    evaluator.work(
      batch.map(({ job }) => job),
      (answer) => {
        failedStarts = 0;
        batch[next++]?.settle(answer);
        if (next < batch.length) return;
        idle.push(evaluator);
        pump();
      },
      (why) => {
        alive.delete(evaluator);
        const rest = batch.slice(next);
        const isHopeless = why === "not_started" ? ++failedStarts >= MAX_FAILED_STARTS : rest.length === 1;
        if (isClosed || isHopeless) for (const entry of rest) entry.settle(ENDED[why]);
        else queue = [...rest.map((entry) => ({ ...entry, alone: why !== "not_started" })), ...queue];
        if (!isClosed) pump();
      },
    );
  }

  function ask(job: Job): Promise<Answer> {
    if (isClosed) return Promise.resolve(ENDED.not_started);
    return new Promise((settle) => {
      queue.push({ job, alone: false, settle });
      if (isScheduled) return;
      isScheduled = true;
      queueMicrotask(pump);
    });
  }

  async function evaluate(source: string, scope: Scope): Promise<Answer> {
    const path = resolvePath(source, scope);
    return path ? { ok: true, value: path.value } : ask({ kind: "evaluate", source, scope });
  }

  async function resolve(template: unknown, scope: Scope, path: (string | number)[]): Promise<unknown> {
    if (isExpression(template)) {
      const answer = await evaluate(template.$, scope);
      if (!answer.ok) throw new Unresolved(answer.failure, path);
      return answer.value;
    }
    if (Array.isArray(template))
      return Promise.all(template.map((part, index) => resolve(part, scope, [...path, index])));
    if (typeof template !== "object" || template === null) return template;
    const parts = Object.entries(template).map(
      async ([key, part]) => [key, await resolve(part, scope, [...path, key])] as const,
    );
    return Object.fromEntries(await Promise.all(parts));
  }

  return {
    evaluate,
    evaluateAll: (jobs) => Promise.all(jobs.map(({ source, scope }) => evaluate(source, scope))),
    async resolveTemplate(template, scope) {
      try {
        return { ok: true, value: await resolve(template, scope, []) };
      } catch (error) {
        if (error instanceof Unresolved) return { ok: false, failure: error.failure };
        throw error;
      }
    },
    async validate(schema, value) {
      const answer = await ask({ kind: "validate", schema, value });
      return answer.ok ? { ok: true, problems: answer.value as SchemaProblem[] } : answer;
    },
    close() {
      isClosed = true;
      for (const evaluator of alive) evaluator.stop();
      for (const entry of queue.splice(0)) entry.settle(ENDED.not_started);
    },
  };
}

class Unresolved extends Error {
  readonly failure: Failure;
  constructor(cause: Failure, path: (string | number)[]) {
    super(cause.message);
    const field = path.join(".");
    this.failure = field ? { ...cause, message: `${field}: ${cause.message}`, details: { field } } : cause;
  }
}
