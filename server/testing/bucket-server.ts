import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";
import { afterAll } from "vitest";
import type { BucketSettings } from "#server/artifacts/bucket.ts";

const NAME = "heddle-test";
/** The only one that the server knows. */
const KEY = "S3RVER";

/** A server that speaks S3 on this machine, with one empty bucket. Closed after the test file. */
export async function bucketServer() {
  const directory = await mkdtemp(join(tmpdir(), "heddle-bucket-"));
  const incoming = await mkdtemp(join(tmpdir(), "heddle-incoming-"));
  const rver = new S3rver({ directory, silent: true, configureBuckets: [{ name: NAME }] });
  await rver.configureBuckets();
  const answer = rver.callback();
  const state: { before: (request: IncomingMessage) => Promise<number | undefined> } = {
    before: async () => undefined,
  };
  const server = createServer(async (request, reply) => {
    const status = await state.before(request);
    if (status === undefined) answer(request, reply);
    else reply.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await rm(directory, { recursive: true });
    await rm(incoming, { recursive: true });
  });
  const settings: BucketSettings & { incoming: string } = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${NAME}`,
    region: "us-east-1",
    keyId: KEY,
    secret: KEY,
    incoming,
  };
  return {
    settings,
    /** What happens before each request is answered; a status answers it instead. */
    onRequest(before: (request: IncomingMessage) => Promise<number | undefined>): void {
      state.before = before;
    },
  };
}
