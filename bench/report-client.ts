import { createConnection } from "node:net";

interface Order {
  port: number;
  paths: string[];
  connections: number;
  forMs: number;
}

const BODY = '{"newSuccess":1}';
const TAKEN = Buffer.from("HTTP/1.1 202");
const HEAD_END = Buffer.from("\r\n\r\n");

/** Reports over one connection, the next as soon as the one before was answered. Returns how many were taken. */
function reportOver({ port, paths, forMs }: Order, index: number): Promise<number> {
  const requests = paths.map((path) =>
    Buffer.from(`PUT ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`),
  );
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const until = performance.now() + forMs;
  let turn = index;
  let taken = 0;
  const socket = createConnection(port, "127.0.0.1", next);
  socket.setNoDelay(true);
  socket.on("error", reject);
  socket.on("data", (answer: Buffer) => {
    // One answer at a time, small enough to come in one piece; anything else is an error of the bench.
    if (!answer.subarray(0, TAKEN.length).equals(TAKEN) || !answer.includes(HEAD_END))
      return reject(new Error(`The door answered ${answer.toString()}`));
    taken += 1;
    next();
  });
  function next(): void {
    if (performance.now() < until) socket.write(requests[turn++ % requests.length] as Buffer);
    else {
      socket.end();
      resolve(taken);
    }
  }
  return promise;
}

process.once("message", async (order: Order) => {
  const startedAt = performance.now();
  const taken = await Promise.all(Array.from({ length: order.connections }, (_, index) => reportOver(order, index)));
  const tookMs = performance.now() - startedAt;
  process.send?.({ taken: taken.reduce((sum, count) => sum + count, 0), tookMs }, () => process.exit(0));
});
