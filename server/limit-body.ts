/**
 * A request whose body fails with `refuse()` as soon as it is larger than `limit` bytes. What comes after that is read
 * and dropped, never kept: a client that is cut off while it sends does not get to see the answer.
 */
export function limitBody(request: Request, limit: number, refuse: () => Error): Request {
  if (!request.body) return request;
  const source = request.body.getReader();
  const announced = Number(request.headers.get("content-length") ?? 0);
  let size = 0;

  const drain = async () => {
    while (!(await source.read()).done);
  };

  const limited = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = announced > limit ? { value: undefined, done: false } : await source.read();
      if (done) return controller.close();
      size += value?.byteLength ?? announced;
      if (size <= limit && value) return controller.enqueue(value);
      controller.error(refuse());
      // A client that goes away while it is being drained needs no answer.
      drain().catch(() => source.releaseLock());
    },
    cancel: (reason) => source.cancel(reason),
  });
  const { method, headers, signal } = request;
  // Built from its parts: Next hands over a request that the constructor does not know as its own.
  return new Request(request.url, { method, headers, signal, body: limited, duplex: "half" } as RequestInit);
}
