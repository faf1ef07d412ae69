import pino, { type Logger } from "pino";
import { readEnv } from "#server/env.ts";

const processWide = globalThis as typeof globalThis & { heddleWebLog?: Logger };

/** The log of the web process. */
export const getLog = (): Logger =>
  (processWide.heddleWebLog ??= pino({ level: readEnv().LOG_LEVEL, base: { process: "web" } }));
