import { randomUUID } from "node:crypto";

/** Where a request carries its id, and its answer too: what a log line and a caller's complaint have in common. */
export const REQUEST_ID_HEADER = "x-request-id";

const USABLE = /^[\w.-]{1,64}$/;

/** The id that a proxy or caller gave a request, if it can stand in a log; else a new one. */
export const requestIdOf = (given: string | undefined): string =>
  given !== undefined && USABLE.test(given) ? given : randomUUID();
