import type { Worker } from "node:worker_threads";
import type { CheckAnswer } from "#server/code/code-checker-thread.ts";
import type { LinkedCode } from "#server/code/link-code.ts";
import type { CodeProblem } from "#server/code/strip-types.ts";
import { sourceFile } from "#server/root.ts";

const DEADLINE_MS = 10_000;
const TOO_COMPLEX: CheckAnswer = {
  problem: { line: 1, column: 1, message: "The code is too complex to be checked" },
  isSpoiled: true,
};

let checker: Worker | undefined;
let last: Promise<unknown> = Promise.resolve();

/** A thread of its own: the parser can break on hostile code, and a long check must not hold up the process. */
function startChecker(): Worker {
  const { Worker } = process.getBuiltinModule("node:worker_threads");
  const started = new Worker(sourceFile("server", "code", "code-checker-thread.ts"), {
    env: {},
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
  started.unref();
  started.on("error", () => {});
  started.on("exit", () => {
    if (checker === started) checker = undefined;
  });
  return started;
}

function ask(worker: Worker, code: LinkedCode): Promise<CheckAnswer> {
  return new Promise((resolve) => {
    const fail = () => end(TOO_COMPLEX);
    const deadline = setTimeout(fail, DEADLINE_MS);
    const end = (answer: CheckAnswer) => {
      clearTimeout(deadline);
      worker.off("message", end).off("error", fail).off("exit", fail);
      worker.unref();
      resolve(answer);
    };
    worker.on("message", end).on("error", fail).on("exit", fail);
    worker.ref();
    worker.postMessage(code);
  });
}

async function checkNext(code: LinkedCode): Promise<CodeProblem | null> {
  checker ??= startChecker();
  const { problem, isSpoiled } = await ask(checker, code);
  if (isSpoiled) {
    void checker.terminate();
    checker = undefined;
  }
  return problem;
}

/**
 * What keeps the code of a stage, or the functions that stages import, from being run: syntax, imports, a missing default export; null when it can be.
 * Nothing of it is executed. Checks wait for each other.
 */
export function checkCode(code: LinkedCode): Promise<CodeProblem | null> {
  const checking = last.then(() => checkNext(code));
  last = checking.catch(() => {});
  return checking;
}
