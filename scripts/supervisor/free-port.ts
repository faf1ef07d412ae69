import { once } from "node:events";
import { createServer } from "node:net";
import { Refusal } from "#server/refusal.ts";

/** The port itself when nobody listens there, or a free one for 0; throws a Refusal that names PORT when it is taken. */
export async function claimPort(port: number, host: string): Promise<number> {
  const server = createServer();
  try {
    server.listen({ port, host, exclusive: true });
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address ? address.port : port;
  } catch (error) {
    throw new Refusal(explain(error, port, host), { cause: error });
  } finally {
    server.close();
  }
}

function explain(error: unknown, port: number, host: string): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE")
    return `PORT: ${port} is taken by another program; choose another, e.g. PORT=${port + 1} npm start`;
  if (code === "EACCES") return `PORT: ${port} needs special rights; choose one from 1024 up`;
  return `HOST: cannot listen on ${host}:${port} (${error instanceof Error ? error.message : error})`;
}
