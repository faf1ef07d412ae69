import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { createHeddleClient, HeddleError } from "#client/heddle-client.ts";
import type { RunEvent } from "#core/run-event.ts";
import { gatedDefinition, publish } from "#server/testing/definitions.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
const workspace = await newWorkspace(services);
const owner = callerFor(services, await workspace.as("owner"));
const { secret: apiKey } = await owner.keys.create({ name: "test", role: "editor" });
const heddle = createHeddleClient({ url: `${url}/`, apiKey });

const { secret: reviewersKey } = await owner.keys.create({
  name: "reviews",
  role: "reviewer",
  scopes: ["read", "decide"],
});
const reviewer = createHeddleClient({ url, apiKey: reviewersKey });

const all = async (events: AsyncIterable<RunEvent>) => {
  const seen: RunEvent[] = [];
  for await (const event of events) seen.push(event);
  return seen;
};
const approve = { decision: "approved", form: { risk: "low" } } as const;
const shapeOnly = (name: string) => {
  const { stages, ...definition } = gatedDefinition(name);
  return { ...definition, stages: stages.slice(0, 1), dependencies: [] };
};
const work = () => runTasks(services.pool, () => ({ to: "completed", output: "done" }));

test("a call answers with what the procedure answers, and may leave out an input that is not needed", async () => {
  const { session } = await heddle.session.state.query();

  expect(session).toMatchObject({ role: "editor", workspace: { id: workspace.workspaceId } });
  expect(await heddle.runs.list.query({ limit: 1, item: "nobody" })).toEqual({ rows: [], next: null });
});

test("a refusal is a HeddleError with the sentence, the code and the field of the server", async () => {
  const error = await heddle.runs.start.mutate({ workflow: "no.such", input: {} }).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(HeddleError);
  expect(error).toMatchObject({ code: "not_found", message: expect.stringContaining("no.such"), field: "workflow" });
  await expect(heddle.workflows.publish.mutate({ name: "x", revision: 0 })).rejects.toMatchObject({
    code: "bad_input",
    field: "revision",
  });
});

test("a key that is not known, one that may not, and one that cannot be one are told apart", async () => {
  const stranger = createHeddleClient({ url, apiKey: "hdl_unknown" });
  const { secret } = await owner.keys.create({ name: "reads", role: "viewer" });
  const viewer = createHeddleClient({ url, apiKey: secret });

  await expect(stranger.runs.list.query({})).rejects.toMatchObject({ code: "unauthorized" });
  await expect(all(stranger.runs.events(1))).rejects.toMatchObject({ code: "unauthorized" });
  await expect(viewer.runs.cancel.mutate({ runId: 1 })).rejects.toMatchObject({ code: "forbidden" });
  expect(() => createHeddleClient({ url, apiKey: "two\nlines" })).toThrow("apiKey: is not a key of Heddle");
  expect(() => createHeddleClient({ url: "heddle", apiKey })).toThrow("url: heddle is not an address");
});

test("an address where nobody answers, and one where something else does, are named", async () => {
  const closed = createServer().listen(0, "127.0.0.1");
  await once(closed, "listening");
  const { port } = closed.address() as { port: number };
  await new Promise((done) => closed.close(done));
  const nobody = createHeddleClient({ url: `http://127.0.0.1:${port}`, apiKey });
  const other = createHeddleClient({ url: `${url}/elsewhere`, apiKey });

  await expect(nobody.runs.list.query({})).rejects.toMatchObject({
    code: "unreachable",
    message: expect.stringMatching(/^Heddle cannot be reached at http:\/\/127.0.0.1:\d+: .*ECONNREFUSED/),
  });
  await expect(other.runs.list.query({})).rejects.toMatchObject({
    code: "not_heddle",
    message: expect.stringContaining("check the address"),
  });
});

test("a call that is given up throws the reason for it", async () => {
  const reason = new Error("changed my mind");

  await expect(heddle.runs.list.query({}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  await expect(all(heddle.runs.events(1, { signal: AbortSignal.abort(reason) }))).rejects.toBe(reason);
});

test("startAndWait answers with the run when it has ended, and tells each event before", async () => {
  await publish(owner, shapeOnly("waited"));
  const events: RunEvent[] = [];

  const run = await heddle.runs.startAndWait(
    { workflow: "waited", input: { id: "one" } },
    { onEvent: (event) => void (events.push(event) === 1 && work()) },
  );

  expect(run).toMatchObject({ status: "completed", itemId: "one", lastSeq: events.length });
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
});

test("events end with the run, also when it ended before anybody asked, and go on behind a number", async () => {
  await publish(owner, shapeOnly("ended"));
  const { runId } = await heddle.runs.start.mutate({ workflow: "ended", input: { id: "one" } });
  await work();

  const events = await all(heddle.runs.events(runId));
  const last = events.at(-1)?.seq ?? 0;

  expect(events.at(-1)).toMatchObject({ type: "run.status", data: { status: "completed" } });
  expect(await all(heddle.runs.events(runId, { after: last - 1 }))).toEqual([events.at(-1)]);
  expect(await all(heddle.runs.events(runId, { after: last }))).toEqual([]);
  const { events: stored } = await heddle.runs.events.query({ runId });
  expect(stored).toEqual(events);
});

test("a run that ended and was retried is followed through its first end", async () => {
  await publish(owner, shapeOnly("retried"));
  const { runId } = await heddle.runs.start.mutate({ workflow: "retried", input: { id: "one" } });
  const error = { code: "threw", message: "broken", retryable: false };
  await runTasks(services.pool, () => ({ to: "failed", error }));
  await heddle.runs.retry.mutate({ runId, epoch: 0 });
  await work();

  const ends = (await all(heddle.runs.events(runId))).flatMap((event) =>
    event.type === "run.status" ? [event.data.status] : [],
  );

  expect(ends).toContain("failed");
  expect(ends.at(-1)).toBe("completed");
});

test("waitForAndDecide shows the open review and decides what was shown", async () => {
  const { runId, reviewId } = await gatedRun(services, workspace, "decided");

  const decided = await reviewer.reviews.waitForAndDecide({ runId, stageId: "approve" }, ({ headline }) => {
    expect(headline).toBe("Please look");
    return approve;
  });

  expect(decided).toEqual({ reviewId, runId });
  expect(await heddle.reviews.get.query({ reviewId })).toMatchObject({
    decision: "approved",
    formData: { risk: "low" },
  });
  await expect(reviewer.reviews.waitForAndDecide({ runId }, () => approve)).rejects.toMatchObject({
    code: "not_found",
    message: `Run ${runId} has ended and has no open review; a review was waited for`,
  });
});

test("waitForAndDecide sends a review back to the stages that it names", async () => {
  const { runId, reviewId } = await gatedRun(services, workspace, "sent.back");

  await reviewer.reviews.waitForAndDecide({ runId }, () => ({
    decision: "changes_requested",
    comment: "Once more",
    stages: ["shape"],
  }));

  const review = await heddle.reviews.get.query({ reviewId });
  expect(review).toMatchObject({ decision: "changes_requested", comment: "Once more", redoneStages: ["shape"] });
});
