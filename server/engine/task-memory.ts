import type { Queryable } from "#server/db.ts";

/** What was kept of the code of a task that waits, sealed; null when nothing is. Written with the settlement that suspends it. */
export async function taskMemory(db: Queryable, taskId: number): Promise<Uint8Array | null> {
  const { rows } = await db.query<{ bytes: Buffer }>({
    name: "task_memory",
    text: "select bytes from task_memory where task_id = $1",
    values: [taskId],
  });
  return rows[0]?.bytes ?? null;
}

/** What code asks of the outside, with its arguments as JSON text. */
export interface AskedCall {
  id: number;
  service: string;
  method: string;
  args: string;
}

/** What has come of a call, as JSON text. */
export type CallAnswer = readonly [id: number, answer: string];

export interface KeptCode {
  taskId: number;
  lease: string;
  /** Sealed. */
  memory: Uint8Array;
  calls: readonly AskedCall[];
  answers: readonly CallAnswer[];
}

/**
 * Keeps the code of a running task before its calls are made, in one commit: whoever takes the task over goes on from here.
 * False when the lease is lost; then nothing was written.
 */
export async function keepCode(db: Queryable, { taskId, lease, memory, calls, answers }: KeptCode): Promise<boolean> {
  const asked = calls.map(
    ({ id, service, method, args }) =>
      `{"id":${id},"service":${JSON.stringify(service)},"method":${JSON.stringify(method)},"args":${storable(args)}}`,
  );
  const { rows } = await db.query<{ isKept: boolean }>({
    name: "keep_code",
    text: `select engine.keep_code($1, $2, $3, $4, $5) as "isKept"`,
    values: [taskId, lease, Buffer.from(memory).toString("base64"), `[${asked}]`, answersJson(answers)],
  });
  return rows[0]?.isKept ?? false;
}

/** Notes what has come of the last calls of code that has ended; nothing when the lease is lost. */
export async function noteAnswers(
  db: Queryable,
  taskId: number,
  lease: string,
  answers: readonly CallAnswer[],
): Promise<void> {
  await db.query({
    name: "note_answers",
    text: "select engine.note_answers($1, $2, $3)",
    values: [taskId, lease, answersJson(answers)],
  });
}

const answersJson = (answers: readonly CallAnswer[]): string =>
  `[${answers.map(([id, answer]) => `[${id},${storable(answer)}]`)}]`;

/** JSON text that a column can hold: the journal shows NUL and halves of characters as replacement characters. */
const storable = (json: string): string =>
  json.replaceAll(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/gi, (found) => (found === "\\\\" ? found : "\ufffd"));
