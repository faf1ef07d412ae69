import { expect, test } from "vitest";
import { eventStream } from "#server/api/event-stream.ts";
import { openWith } from "#server/api/watch-access.ts";

async function* blocks() {
  yield "data: 1\n\n";
}

test("a stream says how soon to come back, and ends with what it reads", async () => {
  const open = new AbortController();

  expect(await new Response(eventStream(blocks(), open)).text()).toBe("retry: 1000\n\ndata: 1\n\n");
  expect(open.signal.aborted).toBe(true);
});

test("a reader who has gone before the answer begins is told nothing", async () => {
  expect(await new Response(eventStream(blocks(), openWith(AbortSignal.abort()))).text()).toBe("");
});
