import { parentPort, workerData } from "node:worker_threads";
import { stripTypes } from "#server/code/strip-types.ts";
import type { ImageSource } from "#server/engine/sandbox-images.ts";
import { Machine } from "#worker/sandbox/machine.ts";
import type { PoolMessage, RunMessage, ThreadData, ThreadMessage } from "#worker/sandbox/messages.ts";
import { GuestTask, type TaskEnd } from "#worker/sandbox/run-task.ts";

/** One task runs at a time. A machine is made ready for the next as soon as the last one ended. */
const { poll, image } = workerData as ThreadData;

const send = (message: ThreadMessage): void => parentPort?.postMessage(message);

/** Those that were just reset. */
const ready = [await readyMachine(image)];
/** For tasks that began in another image; the last one is kept, for many of them may come. */
let older: Machine | null = null;
// The first use loads the parser.
stripTypes("export default 1;");

/** A task whose machine has more memory than this does not wait in it. */
const MAX_WARM_BYTES = 8 * 1024 * 1024;

interface Warm {
  guest: GuestTask;
  machine: Machine;
}

/** Tasks that wait in their machines, by id: the pool says which of them go on, and which are forgotten. */
const warm = new Map<number, Warm>();

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

const guestOn = (machine: Machine, task: RunMessage): GuestTask =>
  new GuestTask(machine, task, poll, (lines) => send({ kind: "log", lines }));

const isReusable = (machine: Machine, end: TaskEnd): boolean =>
  machine.isReusable && (end.kind !== "failed" || REUSABLE_AFTER.has(end.failure.code));

async function run(id: number, task: RunMessage): Promise<void> {
  const machine = ready.pop() ?? (await readyMachine(image));
  const { kept } = task;
  if (kept && kept.image !== machine.imageHash) {
    ready.push(machine);
    return runElsewhere(task, kept.image);
  }
  const guest = guestOn(machine, task);
  await came(id, { guest, machine }, await guest.run());
}

/** What has come of a task; one that waits keeps its machine. */
async function came(id: number, { guest, machine }: Warm, end: TaskEnd): Promise<void> {
  const isWarm = end.kind === "suspended" && machine.isReusable && machine.memoryBytes <= MAX_WARM_BYTES;
  if (isWarm) warm.set(id, { guest, machine });
  send(end.kind === "suspended" ? { ...end, isWarm } : end);
  if (isWarm) return;
  if (isReusable(machine, end)) giveBack(machine);
  else if (ready.length === 0) ready.push(await readyMachine(image));
}

function giveBack(machine: Machine): void {
  machine.reset();
  ready.push(machine);
}

async function runElsewhere(task: RunMessage, hash: string): Promise<void> {
  if (!task.image) return send({ kind: "image_needed" });
  try {
    if (older?.imageHash !== hash) older = await readyMachine(task.image);
  } catch (error) {
    const message = `The sandbox of the task cannot be made again: ${(error as Error).message}`;
    return send({ kind: "failed", failure: { code: "memory_unreadable", message, retryable: true } });
  }
  const end = await guestOn(older, task).run();
  send(end.kind === "suspended" ? { ...end, isWarm: false } : end);
  if (isReusable(older, end)) older.reset();
  else older = null;
}

async function received(message: PoolMessage): Promise<void> {
  if (message.kind === "run") return run(message.id, message.task);
  const waiting = warm.get(message.id);
  if (!waiting) throw new Error("The task does not wait here");
  warm.delete(message.id);
  if (message.kind === "go_on") await came(message.id, waiting, await waiting.guest.goOn(message.wake));
  else giveBack(waiting.machine);
}

let last: Promise<void> = Promise.resolve();
parentPort?.on("message", (message: PoolMessage) => {
  last = last.then(() => received(message));
});
send({ kind: "ready" });
