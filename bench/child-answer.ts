import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** The next message of a process; throws when it ends without one. */
export async function answerOf(child: ChildProcess): Promise<unknown> {
  const gone = once(child, "exit").then(() => Promise.reject(new Error("A process of the bench ended early")));
  const [answer] = (await Promise.race([once(child, "message"), gone])) as unknown[];
  gone.catch(() => undefined);
  return answer;
}
