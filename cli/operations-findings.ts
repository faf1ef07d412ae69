import type { Finding } from "#cli/finding.ts";
import type { OperationsView } from "#core/operations-views.ts";
import { durationText } from "#core/run-text.ts";

/** A task that has been ready for longer waits for a slot, or for a worker. */
const LONG_MS = 60_000;
/** Of the connections that Postgres allows; beyond, the next process may not get in. */
const MOST_CONNECTIONS = 0.9;
const GIB = 1024 ** 3;

const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

/** What an owner can see of the server, as findings: what it is, who works, what waits, and what is stuck. */
export function operationsFindings(view: OperationsView): Finding[] {
  return [versions(view), workers(view), ...tags(view), queue(view), deliveries(view), connections(view), space(view)];
}

const versions = ({ server }: OperationsView): Finding => ({
  check: "version",
  ok: true,
  says: `Heddle ${server.version} on Node ${server.node} and Postgres ${server.postgres}, at migration ${server.migration}`,
});

function workers({ workers: all, server }: OperationsView): Finding {
  const alive = all.filter(({ isAlive }) => isAlive);
  const slots = alive.reduce((sum, worker) => sum + worker.slots, 0);
  const hosts = new Set(alive.map(({ host }) => host)).size;
  const lost = all.length - alive.length;
  const says = `${counted(alive.length, "worker")} with ${counted(slots, "slot")} on ${counted(hosts, "host")}`;
  return {
    check: "workers",
    ok: alive.length > 0,
    says:
      alive.length === 0
        ? "There is no worker; start one with `heddle worker`"
        : `${says}${lost > 0 ? `, ${lost} lost today` : ""}; a lease lasts ${durationText(server.leaseMs)}`,
  };
}

/** Only beside workers that take other work: without any, all of it waits. */
function tags({ untaken, workers: all }: OperationsView): Finding[] {
  if (!all.some(({ isAlive }) => isAlive)) return [];
  return untaken.map(({ tag, ready }) => ({
    check: "tags",
    ok: false,
    says: `${counted(ready, "task waits", "tasks wait")} for a worker with the tag ${tag}; \`heddle worker --tags ${tag}\` is one`,
  }));
}

function queue({
  queue: { ready, oldestReadyMs, delayed, heldBack, paused, running, overdue },
}: OperationsView): Finding {
  const oldest = oldestReadyMs === null ? "" : `, the oldest for ${durationText(oldestReadyMs)}`;
  const others = `${delayed} delayed, ${heldBack} held back by rules, ${paused} paused, ${running} running`;
  return {
    check: "queue",
    ok: (oldestReadyMs ?? 0) <= LONG_MS && overdue === 0,
    says: `${counted(ready, "task")} ready${oldest}; ${others}${overdue > 0 ? `, ${overdue} of them of a lost worker` : ""}`,
  };
}

const deliveries = ({ deliveries: { pending, exhausted } }: OperationsView): Finding => ({
  check: "deliveries",
  ok: exhausted === 0,
  says: `${pending} pending, ${exhausted} given up${exhausted > 0 ? "; the page Deliveries tells why" : ""}`,
});

const connections = ({ server: { connections, maxConnections } }: OperationsView): Finding => ({
  check: "connections",
  ok: connections < maxConnections * MOST_CONNECTIONS,
  says: `${connections} of ${maxConnections} connections of Postgres are open`,
});

function space({ databaseBytes, artifactBytes, maxBytes }: OperationsView): Finding {
  const gib = (bytes: number) => `${(bytes / GIB).toFixed(2)} GiB`;
  const stored = databaseBytes + artifactBytes;
  const cap = maxBytes === null ? "" : `, ${gib(maxBytes)} are allowed`;
  return { check: "space", ok: maxBytes === null || stored < maxBytes, says: `${gib(stored)} are stored${cap}` };
}
