import { parentPort, workerData } from "node:worker_threads";
import { stripTypes } from "#server/code/strip-types.ts";
import type { ImageSource } from "#server/engine/sandbox-images.ts";
import { Machine } from "#worker/sandbox/machine.ts";
import type { RunMessage, ThreadData, ThreadMessage } from "#worker/sandbox/messages.ts";
import { runTask } from "#worker/sandbox/run-task.ts";

/** One task at a time: each thread has one machine, made ready for the next task as soon as the last one ended. */
const { poll, image } = workerData as ThreadData;

const send = (message: ThreadMessage): void => parentPort?.postMessage(message);

let machine = await readyMachine(image);
/** For tasks that began in another image; the last one is kept, for many of them may come. */
let older: Machine | null = null;
// The first use loads the parser.
stripTypes("export default 1;");

const REUSABLE_AFTER = new Set([
  "code_threw",
  "code_not_function",
  "code_syntax",
  "output_not_json",
  "output_not_storable",
  "stuck",
]);

async function readyMachine(source: ImageSource): Promise<Machine> {
  const made = await Machine.create(source);
  made.reset();
  return made;
}

/** Runs a task on a machine that was just reset. Whether the machine can serve another. */
async function runOn(used: Machine, task: RunMessage): Promise<boolean> {
  const end = await runTask(used, task, poll, (lines) => send({ kind: "log", lines }));
  send(end);
  return used.isReusable && (end.kind !== "failed" || REUSABLE_AFTER.has(end.failure.code));
}

async function run(task: RunMessage): Promise<void> {
  const { kept } = task;
  if (kept && kept.image !== machine.imageHash) return runElsewhere(task, kept.image);
  if (await runOn(machine, task)) machine.reset();
  else machine = await readyMachine(image);
}

async function runElsewhere(task: RunMessage, hash: string): Promise<void> {
  if (!task.image) return send({ kind: "image_needed" });
  try {
    if (older?.imageHash !== hash) older = await readyMachine(task.image);
  } catch (error) {
    const message = `The sandbox of the task cannot be made again: ${(error as Error).message}`;
    return send({ kind: "failed", failure: { code: "memory_unreadable", message, retryable: true } });
  }
  if (await runOn(older, task)) older.reset();
  else older = null;
}

let last: Promise<void> = Promise.resolve();
parentPort?.on("message", (task: RunMessage) => {
  last = last.then(() => run(task));
});
send({ kind: "ready" });
