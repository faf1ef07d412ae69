import { AsyncLocalStorage } from "node:async_hooks";

const outgoing = new AsyncLocalStorage<string>();

/** Does work whose requests to the outside say which span caused them. Takes a `traceparent` of W3C Trace Context. */
export const withTraceparent = <Result>(traceparent: string, work: () => Result): Result =>
  outgoing.run(traceparent, work);

/** What requests to the outside send along as `traceparent` here; nothing when nobody traces. */
export const traceHeaders = (): { traceparent?: string } => {
  const traceparent = outgoing.getStore();
  return traceparent === undefined ? {} : { traceparent };
};
