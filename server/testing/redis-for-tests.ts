import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

export interface TestRedis {
  url: string;
  /** As `kill -9` or a breakdown of its machine does. */
  kill(): Promise<void>;
  /** At the same address, with nothing in it. */
  start(): Promise<void>;
  /** Keeps its connections open and answers nothing, until it goes on. */
  hang(): void;
  goOn(): void;
}

/** A real Redis of its own that keeps nothing on disk. */
export async function startRedis(): Promise<TestRedis> {
  const port = await freePort();
  let server: ChildProcess;
  const start = async () => {
    server = spawn("redis-server", ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]);
    await isReady(server);
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    start,
    async kill() {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, "exit");
      server.kill("SIGKILL");
      await ended;
    },
    hang: () => server.kill("SIGSTOP"),
    goOn: () => server.kill("SIGCONT"),
  };
}

function isReady(server: ChildProcess): Promise<void> {
  return new Promise((settle, fail) => {
    let said = "";
    server.stdout?.on("data", (chunk: Buffer) => {
      said += chunk;
      if (said.includes("Ready to accept connections")) settle();
    });
    server.once("exit", () => fail(new Error(`redis-server ended at once:\n${said}`)));
    server.once("error", (error) => fail(new Error("These tests need redis-server: install it", { cause: error })));
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}
