import { expect, test } from "vitest";
import { operationsFindings } from "#cli/operations-findings.ts";
import type { OperationsView } from "#core/operations-views.ts";

const WELL: OperationsView = {
  server: {
    version: "1.2.3",
    node: "24.1.0",
    postgres: "18.4",
    migration: "0044_worker_tags",
    connections: 9,
    maxConnections: 100,
    leaseMs: 15_000,
  },
  queue: { ready: 1, delayed: 2, heldBack: 3, paused: 4, running: 5, overdue: 0, oldestReadyMs: 2_000, followUps: 0 },
  runs: { queued: 0, running: 0, awaiting_review: 0, paused: 0 },
  workers: [
    {
      id: "1",
      host: "one",
      slots: 64,
      tags: ["default"],
      leases: 3,
      startedAt: "2026-11-20T10:00:00Z",
      seenAt: "2026-11-20T10:00:00Z",
      isAlive: true,
    },
  ],
  untaken: [],
  databaseBytes: 1024 ** 3,
  artifactBytes: 1024 ** 3,
  maxBytes: null,
  deliveries: { pending: 1, exhausted: 0, oldestMs: 10 },
  slowStages: [],
};

const bad = (view: Partial<OperationsView>) =>
  operationsFindings({ ...WELL, ...view })
    .filter(({ ok }) => !ok)
    .map(({ check }) => check);

test("a server that is well has nothing bad to tell, and says what a helper would ask", () => {
  expect(bad({})).toEqual([]);
  const told = operationsFindings(WELL)
    .map(({ says }) => says)
    .join("\n");
  for (const part of [
    "Heddle 1.2.3",
    "Postgres 18.4",
    "0044_worker_tags",
    "1 worker with 64 slots on 1 host",
    "1 task ready",
  ])
    expect(told).toContain(part);
});

test("each thing that stands in the way is a finding of its own", () => {
  const [worker] = WELL.workers;
  if (!worker) throw new Error("There is a worker");
  const lost = [{ ...worker, isAlive: false }];
  expect(bad({ workers: lost, untaken: [{ tag: "default", ready: 1 }] })).toEqual(["workers"]);
  expect(bad({ untaken: [{ tag: "gpu", ready: 2 }] })).toEqual(["tags"]);
  expect(bad({ queue: { ...WELL.queue, oldestReadyMs: 61_000 } })).toEqual(["queue"]);
  expect(bad({ queue: { ...WELL.queue, overdue: 1 } })).toEqual(["queue"]);
  expect(bad({ deliveries: { pending: 0, exhausted: 1, oldestMs: null } })).toEqual(["deliveries"]);
  expect(bad({ server: { ...WELL.server, connections: 95 } })).toEqual(["connections"]);
  expect(bad({ maxBytes: 1024 ** 3 })).toEqual(["space"]);
  expect(bad({ maxBytes: 3 * 1024 ** 3 })).toEqual([]);
});
