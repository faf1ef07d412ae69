import { beforeAll, expect, test } from "vitest";
import { registerWorker } from "#server/engine/leases.ts";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { type Caller, callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const { pool } = services;
let home: Workspace;
let owner: Caller;

beforeAll(async () => {
  home = await newWorkspace(services);
  owner = callerFor(services, await home.as("owner"));
});

test("a fresh server has nothing to tell", async () => {
  expect(await owner.operations.read()).toMatchObject({
    queue: { ready: 0, running: 0, oldestReadyMs: null },
    runs: { queued: 0, running: 0, awaiting_review: 0, paused: 0 },
    workers: [],
    deliveries: { pending: 0, exhausted: 0, oldestMs: null },
    slowStages: [],
  });
});

test("a server tells what it is: its versions, its connections and its leases", async () => {
  const { server } = await owner.operations.read();
  expect(server).toMatchObject({ node: process.versions.node, leaseMs: services.leaseMs });
  expect(server.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(server.postgres).toMatch(/^\d+/);
  expect(server.migration).toMatch(/^\d{4}_/);
  expect(server.connections).toBeGreaterThan(0);
  expect(server.maxConnections).toBeGreaterThan(server.connections);
});

test("stages are told by how long they took in the last day, gates left out, those of this workspace alone", async () => {
  const { runId, workflow } = await gatedRun(services, home, "slow.flow");
  await gatedRun(services, await newWorkspace(services), "foreign.flow");
  await pool.query(
    "update task set started_at = finished_at - interval '90 seconds' where run_id = $1 and finished_at is not null",
    [runId],
  );
  const { slowStages, runs } = await owner.operations.read();

  expect(slowStages).toEqual([{ workflow, stage: "shape", kind: "transform", tasks: 1, p50Ms: 90_000, p95Ms: 90_000 }]);
  expect(runs.awaiting_review).toBe(2);
});

test("what was done before the last day is slow no more", async () => {
  await pool.query(
    `update task set started_at = started_at - interval '2 days', finished_at = finished_at - interval '2 days'
     where finished_at is not null`,
  );

  expect((await owner.operations.read()).slowStages).toEqual([]);
});

test("workers that live come first, and one that was silent for a lease is lost", async () => {
  const ids = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()] as const;
  for (const [index, host] of ["a-lost", "b-alive", "c-gone"].entries())
    await registerWorker(pool, { id: ids[index] ?? "", host, slots: 4, tags: ["", "gpu"] });
  await pool.query("update worker set seen_at = now() - interval '1 minute' where host = 'a-lost'");
  await pool.query("update worker set seen_at = now() - interval '2 days' where host = 'c-gone'");
  const { workers } = await owner.operations.read();

  expect(workers.map(({ host, tags, isAlive, leases, slots }) => ({ host, tags, isAlive, leases, slots }))).toEqual([
    { host: "b-alive", tags: ["default", "gpu"], isAlive: true, leases: 0, slots: 4 },
    { host: "a-lost", tags: ["default", "gpu"], isAlive: false, leases: 0, slots: 4 },
  ]);
});

test("work with a tag that no worker takes that is alive is told, by its tag", async () => {
  for (const tag of ["gpu", "eu", "eu", "asia"])
    await startRun(pool, await publish(pool, [{ id: "a", workerTag: tag }]));
  await startRun(pool, await publish(pool, [{ id: "a" }]));
  expect((await owner.operations.read()).untaken).toEqual([
    { tag: "asia", ready: 1 },
    { tag: "eu", ready: 2 },
  ]);
  await pool.query("update worker set seen_at = now() - interval '1 minute'");
  const { queue, untaken } = await owner.operations.read();
  expect(untaken.map(({ tag }) => tag)).toEqual(["default", "asia", "eu", "gpu"]);
  expect(queue.ready).toBe(5);
});

test("the oldest that is ready is found in whichever line it stands", async () => {
  await pool.query(
    `update task set available_at = available_at - interval '1 hour' where turn is not null and worker_tag = 'eu'`,
  );
  expect((await owner.operations.read()).queue.oldestReadyMs).toBeGreaterThan(3_500_000);
});

test("deliveries are those of this workspace", async () => {
  const { rows } = await pool.query("select workflow_id, workspace_id from run order by id");
  for (const [index, { workflow_id, workspace_id }] of rows.entries())
    await pool.query(
      `insert into delivery (workspace_id, workflow_id, trigger, action, key, status)
       values ($1, $2, 'success', 0, $3, 'exhausted')`,
      [workspace_id, workflow_id, `key ${index}`],
    );

  expect((await owner.operations.read()).deliveries).toEqual({ pending: 0, exhausted: 1, oldestMs: null });
});
