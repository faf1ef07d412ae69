import type { Logger } from "pino";

/** Runs `work` every `ms`, never overlapping itself; a failure is logged and the next turn tries again. Returns how to stop. */
export function every(ms: number, logger: Logger, name: string, work: () => unknown): () => void {
  let timer: NodeJS.Timeout;
  let stopped = false;
  const turn = async () => {
    try {
      await work();
    } catch (err) {
      logger.warn({ err }, `${name} failed, trying again`);
    }
    if (!stopped) timer = setTimeout(turn, ms);
  };
  timer = setTimeout(turn, ms);
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}
