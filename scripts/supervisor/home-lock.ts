import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Refusal } from "#server/refusal.ts";

/** Makes sure that one Heddle at a time runs on the data folder; returns the release. A killed Heddle holds no lock. */
export async function lockHome(home: string): Promise<() => void> {
  mkdirSync(home, { recursive: true });
  const path = socketPath(realpathSync(home));
  // Linux gives the name back when its process dies; elsewhere a socket that nobody answers at is a leftover.
  if (!path.startsWith("\0") && !(await isAnswered(path))) rmSync(path, { force: true });
  const server = createServer((socket) => socket.end());
  server.listen(path);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new Refusal(`Heddle is already running on ${home}; stop it first, or choose another HEDDLE_HOME`, {
      cause: error,
    });
  }
  server.unref();
  return () => server.close();
}

function socketPath(home: string): string {
  const name = `heddle-${createHash("sha256").update(home).digest("hex").slice(0, 16)}`;
  return process.platform === "linux" ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

async function isAnswered(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
