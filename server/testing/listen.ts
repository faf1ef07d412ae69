import type { Server } from "node:http";
import { afterAll } from "vitest";

/** Lets a server listen on a port of its own, until the end of the test file. Returns its address. */
export async function listen(server: Server): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("The server has no address");
  return `http://127.0.0.1:${address.port}`;
}
