import { Worker } from "node:worker_threads";
import { evaluateJsonata } from "#server/expressions/evaluate-jsonata.ts";
import type { Answer, FromEvaluator, Job, ToEvaluator } from "#server/expressions/protocol.ts";
import { validateSchema } from "#server/expressions/validate-schema.ts";

/** Answers wait this long for company, so that many small ones travel together. */
const GATHER_MS = 5;

/** An expression can hold the main thread for ever; this one sees that the parent is gone and ends the process. */
const ORPHAN_WATCH = `
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 1000);
`;

const answer = (job: Job): Answer | Promise<Answer> =>
  job.kind === "evaluate" ? evaluateJsonata(job.source, job.scope) : validateSchema(job.schema, job.value);

const send = (message: FromEvaluator): void => {
  process.send?.(message);
};

async function work({ jobs }: ToEvaluator): Promise<void> {
  let answers: Answer[] = [];
  let since = performance.now();
  for (const job of jobs) {
    answers.push(await answer(job));
    if (performance.now() - since < GATHER_MS) continue;
    send({ answers });
    answers = [];
    since = performance.now();
  }
  if (answers.length > 0) send({ answers });
}

new Worker(ORPHAN_WATCH, { eval: true }).unref();
process.on("message", (message) => void work(message as ToEvaluator));
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches the whole group; the parent decides when its evaluators end.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
send({ ready: true });
