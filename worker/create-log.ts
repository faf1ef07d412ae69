import { type DestinationStream, type Logger, pino, stdSerializers } from "pino";

/** The log of the worker process; `error` in a line is told with its message and stack. Writes to stdout unless told otherwise. */
export const createLog = (level: string, to: DestinationStream = pino.destination(1)): Logger =>
  pino({ level, base: { process: "worker" }, serializers: { error: stdSerializers.err } }, to);
