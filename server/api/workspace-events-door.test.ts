import { afterEach, beforeEach, expect, test } from "vitest";
import { Definition } from "#core/definition.ts";
import { publish } from "#server/testing/definitions.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { type Caller, callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
let owner: Caller;
let key: string;
const open: AbortController[] = [];

beforeEach(async () => {
  owner = callerFor(services, await (await newWorkspace(services)).as("owner"));
  ({ secret: key } = await owner.keys.create({ name: "stream", role: "viewer", scopes: ["read"] }));
  await publish(owner, WORKFLOW);
});
afterEach(() => {
  for (const stream of open.splice(0)) stream.abort();
});

const WORKFLOW = Definition.parse({
  heddle: 1,
  name: "streamed",
  title: "Streamed",
  stages: [{ id: "only", kind: "transform", title: "Only", config: { expression: "1" } }],
});

async function openStream(headers: Record<string, string> = {}): Promise<Response> {
  const hangUp = new AbortController();
  open.push(hangUp);
  const sent = { authorization: `Bearer ${key}`, ...headers };
  return await fetch(`${url}/api/v1/runs/events`, { headers: sent, signal: hangUp.signal });
}

interface Block {
  id: string;
  event: string | undefined;
  data: { runId: number; seq: number; type: string; data: { status?: string } } | null;
}

/** The blocks of a stream as a browser reads them. */
async function* blocksOf(response: Response): AsyncGenerator<Block> {
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const fields = Object.fromEntries(block.split("\n").map((line) => line.split(/: (.*)/s).slice(0, 2)));
      if (fields.id) yield { id: fields.id, event: fields.event, data: fields.data ? JSON.parse(fields.data) : null };
    }
  }
}

const isCanceled = (run: number) => (block: Block) =>
  block.data?.runId === run && block.event === "run.status" && block.data.data.status === "canceled";

async function readUntil(blocks: AsyncGenerator<Block>, isLast: (block: Block) => boolean): Promise<Block[]> {
  const read: Block[] = [];
  for (;;) {
    const { value, done } = await blocks.next();
    if (done) return read;
    read.push(value);
    if (isLast(value)) return read;
  }
}

const start = async () => (await owner.runs.start({ workflow: "streamed", input: {} })).runId;

test("a program follows all runs, is cut off, and goes on by Last-Event-ID without missing what happened meanwhile", async () => {
  const response = await openStream();
  expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const blocks = blocksOf(response);
  const { value: begin } = await blocks.next();
  expect(begin).toMatchObject({ data: null });

  const [one, other] = [await start(), await start()];
  await owner.runs.cancel({ runId: one });
  const read = await readUntil(blocks, isCanceled(one));
  open[0]?.abort();
  await owner.runs.cancel({ runId: other });
  const rest = blocksOf(await openStream({ "last-event-id": read.at(-1)?.id ?? "" }));
  const later = await readUntil(rest, isCanceled(other));

  const seqs = new Set([...read, ...later].filter(({ data }) => data?.runId === other).map(({ data }) => data?.seq));
  const { lastSeq } = await owner.runs.get({ runId: other });
  expect([...seqs].sort()).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
  for (const { event, data } of read) if (data) expect(event).toBe(data.type);
});

test("what happens in another workspace is not told", async () => {
  const blocks = blocksOf(await openStream());
  await blocks.next();
  const stranger = callerFor(services, await (await newWorkspace(services)).as("owner"));
  await publish(stranger, WORKFLOW);
  const { runId: theirs } = await stranger.runs.start({ workflow: "streamed", input: {} });
  await stranger.runs.cancel({ runId: theirs });
  const mine = await start();
  await owner.runs.cancel({ runId: mine });

  const told = (await readUntil(blocks, isCanceled(mine))).flatMap(({ data }) => data?.runId ?? []);
  expect(new Set(told)).toEqual(new Set([mine]));
});

test("a moment longer ago than a day is refused, and so is a stream too many of one caller, until another is closed", async () => {
  const old = await openStream({ "last-event-id": "1000000000000" });
  expect([old.status, (await old.json()).error.details.field]).toEqual([400, "Last-Event-ID"]);

  const streams = [await openStream(), await openStream(), await openStream()];
  expect(streams.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await openStream()).status).toBe(429);
  ({ secret: key } = await owner.keys.create({ name: "another", role: "viewer" }));
  expect((await openStream()).status).toBe(200);
});
