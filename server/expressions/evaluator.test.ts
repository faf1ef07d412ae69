import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { type EvaluatorEnd, startEvaluator } from "#server/expressions/evaluator.ts";
import { processorMs } from "#server/expressions/processor-time.ts";
import { DEADLINE_MS, type Job } from "#server/expressions/protocol.ts";

const childrenOf = (pid: number): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean).map(Number);

const job = (source: string): Job => ({ kind: "evaluate", source, scope: {} });

/** An evaluator that has answered once, its process, and a way to ask it. */
async function readyEvaluator() {
  const before = new Set(childrenOf(process.pid));
  const evaluator = startEvaluator();
  onTestFinished(() => evaluator.stop());
  const ask = (source: string) =>
    new Promise<unknown>((answered) => evaluator.work([job(source)], answered, (why: EvaluatorEnd) => answered(why)));
  await ask("1");
  const pid = childrenOf(process.pid).find((each) => !before.has(each));
  if (pid === undefined) throw new Error("The evaluator has no process");
  return { pid, ask };
}

test.runIf(process.platform === "linux")(
  "an expression that is not given the processor for longer than its time is not to blame",
  async () => {
    const { pid, ask } = await readyEvaluator();
    process.kill(pid, "SIGSTOP");
    const answer = ask("1 + 1");
    await pause(DEADLINE_MS * 1.5);
    process.kill(pid, "SIGCONT");
    expect(await answer).toEqual({ ok: true, value: 2 });
  },
);

test("one that works longer than its time is ended", async () => {
  const { ask } = await readyEvaluator();
  expect(await ask('$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /^(a+)+$/)')).toBe("deadline");
});

test("of a process that is not there, no time is known", () => {
  expect(processorMs(undefined)).toBeNull();
  expect(processorMs(2 ** 30)).toBeNull();
});
