import { expect, test } from "vitest";
import { serverFigures } from "#components/operations/server-figures.ts";
import type { OperationsView, WorkerView } from "#core/operations-views.ts";

const worker: WorkerView = {
  id: "1",
  host: "one",
  slots: 64,
  tags: ["default"],
  leases: 3,
  startedAt: "2026-11-20T10:00:00Z",
  seenAt: "2026-11-20T10:00:00Z",
  isAlive: true,
};
const QUIET: OperationsView = {
  queue: {
    ready: 0,
    delayed: 0,
    heldBack: 0,
    paused: 0,
    running: 0,
    overdue: 0,
    oldestReadyMs: null,
    followUps: 0,
  },
  runs: { queued: 0, running: 0, awaiting_review: 0, paused: 0 },
  server: {
    version: "1.0.0",
    node: "24.0.0",
    postgres: "18.0",
    migration: null,
    connections: 3,
    maxConnections: 100,
    leaseMs: 15_000,
  },
  workers: [worker],
  untaken: [],
  databaseBytes: 12_000_000,
  artifactBytes: 30_000_000,
  maxBytes: null,
  deliveries: { pending: 0, exhausted: 0, oldestMs: null },
  slowStages: [],
};
const alarming = (view: OperationsView) =>
  serverFigures(view)
    .filter(({ isAlarming }) => isAlarming)
    .map(({ label }) => label);

test("a quiet server alarms nobody", () => {
  expect(alarming(QUIET)).toEqual([]);
  expect(alarming({ ...QUIET, workers: [] })).toEqual([]);
  expect(serverFigures(QUIET).map(({ value }) => value)).toEqual(["0", "None", "0 of 64", "1", "0", "0", "0", "42 MB"]);
});

test("a task that waits long, a lease that has run out, and work without a worker stand out", () => {
  const { queue } = QUIET;
  expect(alarming({ ...QUIET, queue: { ...queue, ready: 2, oldestReadyMs: 61_000 } })).toEqual(["Oldest ready"]);
  expect(alarming({ ...QUIET, queue: { ...queue, running: 2, overdue: 1 } })).toEqual(["Running"]);
  const lost = { ...QUIET, workers: [{ ...worker, isAlive: false }], queue: { ...queue, ready: 1, oldestReadyMs: 10 } };
  expect(alarming(lost)).toEqual(["Workers"]);
  expect(serverFigures(lost)[3]).toMatchObject({ value: "0", detail: "1 lost today" });
});

test("what is stored stands beside its cap, and stands out when that is near", () => {
  const storedOf = (maxBytes: number | null) => serverFigures({ ...QUIET, maxBytes }).at(-1);

  expect(storedOf(null)).toMatchObject({
    label: "Stored",
    detail: "12 MB database, 30 MB artifacts",
    isAlarming: false,
  });
  expect(storedOf(100_000_000)).toMatchObject({ value: "42 MB of 100 MB", isAlarming: false });
  expect(storedOf(45_000_000)).toMatchObject({ isAlarming: true, detail: "12 MB database, 30 MB artifacts" });
  expect(storedOf(40_000_000)).toMatchObject({ isAlarming: true, detail: "full: no new run is started" });
});
