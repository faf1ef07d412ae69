import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Definition } from "#core/definition.ts";
import { checkWhole } from "#scripts/chaos/checks.ts";
import { printedChecks } from "#scripts/demo/checks.ts";
import type { Counts } from "#scripts/demo/counts.ts";
import { startPayments } from "#scripts/demo/cut/payments.ts";
import { makeTwoNetworks, type TwoNetworks } from "#scripts/demo/cut/two-networks.ts";
import { startWorkerWithin } from "#scripts/demo/cut/worker-within.ts";
import type { Owner } from "#scripts/demo/new-owner.ts";
import type { Stack } from "#scripts/supervisor/start-stack.ts";
import { createPool, type Pool } from "#server/db.ts";

const RUNS = 60;
const LATER_RUNS = 5;
const PATIENCE_MS = 120_000;

/** Leases are short, so that those of a silent worker pass on within seconds. */
export const CUT_ENV = { HEDDLE_LEASE_MS: "3000", LOG_LEVEL: "warn" };

const workflowAt = (url: string) => ({
  heddle: 1 as const,
  name: "cut.payments",
  itemId: { $: "input.item" },
  stages: [
    {
      id: "weigh",
      kind: "code" as const,
      // At work without a word to anybody, so that it ends while the link is cut.
      config: {
        cpuMs: 30_000,
        source: "export default () => { const until = Date.now() + 700; while (Date.now() < until); return true; }",
      },
    },
    {
      id: "pay",
      kind: "http" as const,
      retry: { maxAttempts: 10, backoffMs: 200 },
      timeoutMs: 5_000,
      config: { method: "POST", url: { $: `'${url}/' & input.item` } },
    },
  ],
  dependencies: [{ from: "weigh", to: "pay" }],
});

/** A worker in each of two networks; one is cut off in mid-run, and comes back. */
export async function cutDemo(owner: Owner, stack: Stack): Promise<Counts> {
  const networks = makeTwoNetworks();
  if (typeof networks === "string") {
    console.log(`Skipped: two networks cannot be made here, that takes Linux, iproute2 and root (${networks})`);
    return { passed: 0, failed: 0 };
  }
  const pool = createPool(stack.databaseUrl, 2);
  try {
    return await cutOff(owner, stack, networks, pool);
  } finally {
    await pool.end();
    networks.close();
  }
}

/** Waits until a count of the database is what it should be. Throws when that takes too long. */
async function until(pool: Pool, what: string, text: string, values: unknown[], isMet: (n: number) => boolean) {
  const limit = Date.now() + PATIENCE_MS;
  for (;;) {
    const { rows } = await pool.query<{ n: number }>(text, values);
    if (isMet(rows[0]?.n ?? 0)) return;
    if (Date.now() > limit) throw new Error(`It took too long until ${what}`);
    await pause(50);
  }
}

const HELD = "select count(*)::int as n from task t join worker w on w.id = t.worker_id where $1 = any (w.tags)";
const OPEN = "select count(*)::int as n from run where finished_at is null";

async function cutOff(
  { asPerson, asProgram }: Owner,
  stack: Stack,
  networks: TwoNetworks,
  pool: Pool,
): Promise<Counts> {
  const { check, title, counts } = printedChecks();
  const payments = await startPayments();
  const databaseUrl = new URL(stack.databaseUrl);
  databaseUrl.port = String(await networks.open(Number(databaseUrl.port)));
  databaseUrl.hostname = networks.host;
  const definition = Definition.parse(workflowAt(`http://${networks.host}:${await networks.open(payments.port)}`));
  const { name } = definition;
  await asPerson.workflows.create.mutate({ name });
  const { revision } = await asPerson.workflows.get.query({ name });
  const saved = await asPerson.workflows.saveDraft.mutate({ name, revision, definition });
  await asPerson.workflows.publish.mutate({ name, revision: saved.revision });

  const started: number[] = [];
  const start = async (count: number) => {
    for (let n = 0; n < count; n++) {
      const input = { item: `item-${started.length + 1}` };
      started.push((await asProgram.runs.start.mutate({ workflow: name, input })).runId);
    }
  };
  const workerIn = (network: "a" | "b") =>
    startWorkerWithin(
      networks,
      network,
      {
        ...stack.env,
        DATABASE_URL: databaseUrl.href,
        DATABASE_DIRECT_URL: databaseUrl.href,
        HEDDLE_ALLOW_CIDRS: `${networks.host}/32`,
        HEDDLE_SLOTS: "4",
        HEDDLE_WORKER_TAGS: `default,in-${network}`,
        LOG_LEVEL: "warn",
      },
      join(String(stack.env.HEDDLE_HOME), "logs", `network-${network}.log`),
    );
  const stays = await workerIn("a");
  const cutWorker = await workerIn("b");
  try {
    title(`${RUNS} runs, a worker in each of two networks`);
    await start(RUNS);
    await until(pool, "both are at work", HELD, ["in-a"], (n) => n > 0);
    await until(pool, "some are paid", OPEN, [], (n) => n < RUNS - 5);
    await until(pool, "the second is at work", HELD, ["in-b"], (n) => n > 1);
    networks.cut("b");
    const held = (await pool.query<{ n: number }>(HELD, ["in-b"])).rows[0]?.n ?? 0;
    check(`the second network was cut off while its worker held ${held} leases`, held > 0);
    await until(pool, "its leases have passed on", HELD, ["in-b"], (n) => n === 0);
    check("its leases passed on", true);
    await until(pool, "all runs have ended", OPEN, [], (n) => n === 0);
    check(`all ${RUNS} runs ended while it was cut off`, true);
    const before = await settledAt(pool);

    title("The cut heals");
    networks.heal("b");
    await waitForLog(cutWorker.log, "lease lost, nothing was written");
    check("what it had finished meanwhile came too late, and it was told so", true);
    check("nothing of that was written", (await settledAt(pool)) === before);
    await stays.stop();
    await start(LATER_RUNS);
    await until(pool, "it is at work again", OPEN, [], (n) => n === 0);
    check(`it did ${LATER_RUNS} more runs, alone`, true);

    title("Nothing was done twice");
    const paid = [...payments.byKey.values()];
    const again = paid.filter(({ times }) => times > 1).length;
    check(
      `${started.length} items were paid for, each under one key (${again} were asked for again)`,
      isOnce(paid, started.length),
    );
    const items = started.map((runId, index) => ({ runId, item: `item-${index + 1}` }));
    for (const { what, isMet } of await checkWhole(pool, items)) check(what, isMet);
    return counts;
  } finally {
    networks.heal("b");
    await Promise.all([stays.stop(), cutWorker.stop()]);
    payments.close();
  }
}

const isOnce = (paid: { item: string }[], count: number): boolean =>
  paid.length === count && new Set(paid.map(({ item }) => item)).size === count;

/** What the runs have come to, as one text: changes when anything of it does. */
async function settledAt(pool: Pool): Promise<string | undefined> {
  const { rows } = await pool.query<{ state: string }>(
    `select md5(string_agg(concat_ws(' ', t.id, t.status, t.attempt, t.output, t.finished_at), ',' order by t.id))
       || (select count(*) from event) as state
     from task t`,
  );
  return rows[0]?.state;
}

async function waitForLog(log: () => string, line: string): Promise<void> {
  const limit = Date.now() + PATIENCE_MS;
  while (!log().includes(line)) {
    if (Date.now() > limit) throw new Error(`The worker never said "${line}":\n${log().slice(-2_000)}`);
    await pause(100);
  }
}
