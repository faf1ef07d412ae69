import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import S3rver from "@20minutes/s3rver";
import { afterAll } from "vitest";
import type { BucketSettings } from "#server/artifacts/bucket.ts";
import { listen } from "#server/testing/listen.ts";

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
  const url = await listen(server);
  afterAll(async () => {
    await rm(directory, { recursive: true });
    await rm(incoming, { recursive: true });
  });
  const settings: BucketSettings & { incoming: string } = {
    url: `${url}/${NAME}`,
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
