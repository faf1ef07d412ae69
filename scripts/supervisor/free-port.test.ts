import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { claimPort } from "#scripts/supervisor/free-port.ts";

test("0 takes a port that is free", async () => {
  expect(await claimPort(0, "127.0.0.1")).toBeGreaterThan(0);
});

test("a taken port is refused by its number", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void server.close());
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;

  await expect(claimPort(port, "127.0.0.1")).rejects.toThrow(`PORT: ${port} is taken by another program`);
});
