import { parentPort, workerData } from "node:worker_threads";
import { stripTypes } from "#server/code/strip-types.ts";
import { Machine } from "#worker/sandbox/machine.ts";
import type { RunMessage, ThreadMessage } from "#worker/sandbox/messages.ts";
import { runTask } from "#worker/sandbox/run-task.ts";

/** One task at a time: each thread has one machine, made ready for the next task as soon as the last one ended. */
const poll = workerData as Int32Array;

const send = (message: ThreadMessage): void => parentPort?.postMessage(message);

let machine = await Machine.create();
machine.reset();
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

async function run(task: RunMessage): Promise<void> {
  const end = await runTask(machine, task, poll, (lines) => send({ kind: "log", lines }));
  send(end);
  const isSound = end.kind !== "failed" || REUSABLE_AFTER.has(end.failure.code);
  if (!isSound || !machine.isReusable) machine = await Machine.create();
  machine.reset();
}

let last: Promise<void> = Promise.resolve();
parentPort?.on("message", (task: RunMessage) => {
  last = last.then(() => run(task));
});
send({ kind: "ready" });
