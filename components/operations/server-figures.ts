import type { Figure } from "#components/operations/figures.tsx";
import { bytesWords } from "#components/ui/bytes-words.ts";
import { durationWords } from "#components/ui/time-words.ts";
import type { OperationsView } from "#core/operations-views.ts";

/** A task that has been ready for longer is waiting for a slot, or for a worker. */
const LONG_MS = 60_000;

const count = (value: number): string => value.toLocaleString("en");

/** How the server stands, in a few numbers. */
export function serverFigures(view: OperationsView): Figure[] {
  const { queue, runs, workers } = view;
  const alive = workers.filter(({ isAlive }) => isAlive);
  const slots = alive.reduce((sum, worker) => sum + worker.slots, 0);
  const waits = queue.ready + queue.delayed + queue.heldBack + queue.paused > 0;
  return [
    {
      label: "Ready",
      value: count(queue.ready),
      detail: `${count(queue.delayed)} delayed, ${count(queue.heldBack)} held back, ${count(queue.paused)} paused`,
    },
    {
      label: "Oldest ready",
      value: queue.oldestReadyMs === null ? "None" : durationWords(queue.oldestReadyMs),
      isAlarming: (queue.oldestReadyMs ?? 0) > LONG_MS,
    },
    {
      label: "Running",
      value: `${count(queue.running)} of ${count(slots)}`,
      detail: queue.overdue > 0 ? `${count(queue.overdue)} of a lost worker` : "slots in use",
      isAlarming: queue.overdue > 0,
    },
    {
      label: "Workers",
      value: count(alive.length),
      detail: alive.length < workers.length ? `${count(workers.length - alive.length)} lost today` : "alive",
      isAlarming: alive.length === 0 && waits,
    },
    {
      label: "Runs that have not ended",
      value: count(runs.queued + runs.running + runs.awaiting_review + runs.paused),
      detail: `${count(runs.running)} running, ${count(runs.queued)} queued`,
    },
    { label: "Awaiting review", value: count(runs.awaiting_review), detail: "runs" },
    { label: "Follow-ups to start", value: count(queue.followUps) },
    storageFigure(view),
  ];
}

/** Close to the cap an operator still has time to let runs go. */
const NEARLY_FULL = 0.9;

function storageFigure({ databaseBytes, artifactBytes, maxBytes }: OperationsView): Figure {
  const bytes = databaseBytes + artifactBytes;
  return {
    label: "Stored",
    value: maxBytes === null ? bytesWords(bytes) : `${bytesWords(bytes)} of ${bytesWords(maxBytes)}`,
    detail:
      maxBytes !== null && bytes > maxBytes
        ? "full: no new run is started"
        : `${bytesWords(databaseBytes)} database, ${bytesWords(artifactBytes)} artifacts`,
    isAlarming: maxBytes !== null && bytes > maxBytes * NEARLY_FULL,
  };
}
