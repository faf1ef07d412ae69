// HEDDLE_API_KEY=… node examples/client.ts [license file] [approved|rejected]; HEDDLE_URL when it is not local.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import superjson from "superjson";
import { Agent, EventSource } from "undici";
import type { RunEvent } from "#core/run-event.ts";
import { isFinished } from "#core/statuses.ts";
import type { AppRouter } from "#server/api/root.ts";

const [file = "examples/license-review/texts/GPL-3.txt", asked = "approved"] = process.argv.slice(2);
const headers = { authorization: `Bearer ${process.env.HEDDLE_API_KEY}` };
const door = { url: `${process.env.HEDDLE_URL ?? "http://localhost:3000"}/api/trpc`, transformer: superjson };
const dispatcher = new Agent().compose(
  (dispatch) => (request, handler) => dispatch({ ...request, headers: { ...request.headers, ...headers } }, handler),
);
const feedLink = httpSubscriptionLink({ ...door, EventSource, eventSourceOptions: { node: { dispatcher } } });
const callLink = httpBatchLink({ ...door, headers });
const link = splitLink({ condition: ({ type }) => type === "subscription", true: feedLink, false: callLink });
const heddle = createTRPCClient<AppRouter>({ links: [link] });

const id = basename(file, ".txt");
const input = { id, name: id, text: readFileSync(file, "utf8") };
const { runId } = await heddle.runs.start.mutate({ workflow: "license.review", input });

async function decide(reviewId: number) {
  const { taskId, attempt, contentHash, headline } = await heddle.reviews.get.query({ reviewId });
  const decision = asked === "rejected" ? "rejected" : "approved";
  await heddle.reviews.decide.mutate({ reviewId, taskId, attempt, contentHash, decision, form: { risk: "medium" } });
  console.log(`${decision}: ${headline}`);
}

const feed = heddle.runs.feed.subscribe({ runId }, { onData: ({ data }) => void follow(data), onError: console.error });
async function follow(event: RunEvent) {
  console.log(
    event.seq,
    event.type,
    "stageId" in event ? event.stageId : event.type === "run.status" ? event.data.status : "",
  );
  if (event.type === "task.awaiting_review") await decide(event.data.reviewId);
  if (event.type === "run.status" && isFinished(event.data.status)) feed.unsubscribe();
}
