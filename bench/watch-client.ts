import { createConnection, type Socket } from "node:net";

/** What the bench asks of this process first; a second message has it answer with what it saw. */
export interface WatchOrder {
  port: number;
  apiKey: string;
  runIds: number[];
  watchers: number;
}

/** What all watchers saw: how long after each event they had it, and how many events they missed. */
export interface Watched {
  lagsMs: number[];
  missed: number;
}

/** So many connections are opened at a time. */
const AT_ONCE = 20;
const BLOCK_END = "\n\n";

/** Follows a run over a connection of its own. Resolves once the answer has begun; each event is noted as it comes. */
function watch({ port, apiKey }: WatchOrder, runId: number, seen: Watched): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = createConnection(port, "127.0.0.1", () =>
    socket.write(
      `GET /api/v1/runs/${runId}/events HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer ${apiKey}\r\n\r\n`,
    ),
  );
  let rest = "";
  let last = 0;
  socket.on("error", reject);
  socket.on("data", (data: Buffer) => {
    const now = performance.timeOrigin + performance.now();
    const blocks = (rest + data.toString("latin1")).split(BLOCK_END);
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      if (block.includes("retry: ")) resolve(socket);
      const [, seq] = /^id: (\d+)$/m.exec(block) ?? [];
      const [, at] = /"at":"([^"]+)"/.exec(block) ?? [];
      if (seq === undefined || at === undefined) continue;
      seen.missed += Math.abs(Number(seq) - last - 1);
      last = Number(seq);
      seen.lagsMs.push(now - Date.parse(at));
    }
  });
  return promise;
}

process.once("message", async (order: WatchOrder) => {
  const seen: Watched = { lagsMs: [], missed: 0 };
  const sockets: Socket[] = [];
  const one = async (index: number): Promise<void> => {
    for (let turn = index; turn < order.watchers; turn += AT_ONCE)
      sockets.push(await watch(order, order.runIds[turn % order.runIds.length] ?? 0, seen));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => one(index)));
  // What there was to read before is no news.
  seen.lagsMs.length = 0;
  process.send?.("open");
  process.once("message", () => process.send?.(seen, () => process.exit(0)));
});
