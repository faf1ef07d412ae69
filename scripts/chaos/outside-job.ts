import { setTimeout as pause } from "node:timers/promises";

/** How many items a job reports, one at a time. */
export const JOB_ITEMS = 3;

const AGAIN_MS = 200;
const OVER = [200, 202, 404, 409];

/** Reports until there is an answer that settles it, as the server may be down. False when the task has ended by now. */
async function report(handle: string, method: "PUT" | "PATCH", body: object, signal: AbortSignal): Promise<boolean> {
  while (!signal.aborted) {
    const response = await fetch(handle, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal,
    }).catch(() => undefined);
    await response?.body?.cancel();
    if (response && OVER.includes(response.status)) return response.status < 300;
    await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
  return false;
}

/** A job of an outside system: it reports what it has done, bit by bit, and then that it is done. */
export async function doJob(handle: string, everyMs: number, signal: AbortSignal): Promise<void> {
  for (let item = 0; item < JOB_ITEMS; item++) {
    await pause(everyMs, undefined, { signal }).catch(() => undefined);
    if (!(await report(handle, "PUT", { newSuccess: 1 }, signal))) return;
  }
  await report(handle, "PATCH", { status: "success" }, signal);
}
