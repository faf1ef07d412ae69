/** An idempotency key. Only secure contexts have crypto.randomUUID, and Heddle is also reached by plain http in a local network. */
export const newKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(36)).join("-");
