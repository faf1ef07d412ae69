import { afterAll, afterEach, expect, test, vi } from "vitest";
import { claimDeliveries, recordDeliveries } from "#server/engine/deliveries.ts";
import { testDatabase } from "#server/testing/database.ts";
import { answering, deliveryBench, hook, QUICK } from "#worker/deliveries/delivery-bench.ts";
import { startDeliveries } from "#worker/deliveries/start-deliveries.ts";

const { pool, url } = await testDatabase();
const { worker, deps, sender, receiver, start, rows, statuses, closing, clear, close } = deliveryBench(pool);
afterEach(clear);
afterAll(close);
const until = (expected: string[]) => vi.waitFor(async () => expect(await statuses()).toEqual(expected), 10_000);

test("a receiver that fails nine times gets the tenth delivery, under the same key each time", async () => {
  let failures = 0;
  const { seen, url: address } = await receiver((request, response) =>
    answering(++failures <= 9 ? 500 : 200)(request, response),
  );
  await start([{ id: "a", actions: [hook(address)] }]);
  await worker.runAll();
  sender();
  await until(["delivered"]);

  const [row] = await rows();
  expect(row).toMatchObject({ attempts: 10, responseStatus: 200, error: null });
  expect(seen.map(({ headers }) => headers["idempotency-key"])).toEqual(Array(10).fill(row?.key));
});

test("after ten attempts a delivery is exhausted, and shows what was answered last", async () => {
  const { seen, url: address } = await receiver((_request, response) => response.writeHead(503).end("too busy"));
  await start([{ id: "a", actions: [hook(address)] }]);
  await worker.runAll();
  sender();
  await until(["exhausted"]);

  expect(seen).toHaveLength(10);
  expect(await rows()).toMatchObject([
    { attempts: 10, responseStatus: 503, response: "too busy", error: "It answered with status 503" },
  ]);
});

test("a receiver that hangs does not hold up the deliveries of another", async () => {
  const hanging = await receiver(() => undefined);
  const healthy = await receiver(answering(200));
  const stage = (address: string, index: number) => ({ id: `s${index}`, actions: [hook(address)] });
  const stages = [...Array(20).fill(hanging.url), ...Array(20).fill(healthy.url)].map(stage);
  await start(stages);
  await worker.runAll();
  // Fewer slots than there are deliveries to the one that hangs: they must not fill up.
  sender({ slots: 6, breaker: { ...QUICK.breaker, perHost: 2 } });
  await vi.waitFor(() => expect(healthy.seen).toHaveLength(20), 10_000);
  await until([...Array(20).fill("pending"), ...Array(20).fill("delivered")]);

  expect(hanging.seen.length).toBeLessThanOrEqual(2);
});

test("a sender that dies between sending and recording costs a second send with the same key", async () => {
  const { seen, url: address } = await receiver(answering(200));
  await start([{ id: "a", actions: [hook(address)] }]);
  await worker.runAll();
  // Its database is gone once the receiver has answered, as for a process that was killed there.
  const dying = Object.create(pool) as typeof pool;
  dying.query = ((query: { name?: string }, ...rest: unknown[]) =>
    query.name === "record_deliveries"
      ? Promise.reject(new Error("it died"))
      : (pool.query as (...all: unknown[]) => unknown)(query, ...rest)) as typeof pool.query;
  const dead = sender({ leaseMs: 200 }, { pool: dying });
  await vi.waitFor(() => expect(seen).toHaveLength(1), 10_000);
  await dead.stop();
  expect(await rows()).toMatchObject([{ status: "pending", attempts: 0 }]);

  sender();
  await until(["delivered"]);
  expect(seen).toHaveLength(2);
  expect(new Set(seen.map(({ headers }) => headers["idempotency-key"])).size).toBe(1);
});

test("what a sender records after its lease went to another is not written", async () => {
  await start([{ id: "a", actions: [hook("http://127.0.0.1:1")] }]);
  await worker.runAll();
  const request = { slots: 10, perHost: 10, hosts: new Map<string, number>() };
  const { deliveries: first } = await claimDeliveries(pool, { ...request, leaseMs: -1_000 });
  const { deliveries: second } = await claimDeliveries(pool, { ...request, leaseMs: 60_000 });
  const [late, held] = [first[0], second[0]];
  if (!late || !held) throw new Error("Nothing was claimed");

  expect(await recordDeliveries(pool, [{ id: late.id, lease: late.lease, status: "delivered", sent: true }])).toEqual(
    [],
  );
  expect(await recordDeliveries(pool, [{ id: held.id, lease: held.lease, status: "delivered", sent: true }])).toEqual([
    held.id,
  ]);
});

test("two senders never hold the same delivery", async () => {
  const { seen, url: address } = await receiver(answering(200));
  await start(Array.from({ length: 50 }, (_, index) => ({ id: `s${index}`, actions: [hook(address)] })));
  await worker.runAll();
  sender();
  sender();
  await until(Array(50).fill("delivered"));

  expect(seen).toHaveLength(50);
});

test("an address that is not on the public internet is refused at once, and says so", async () => {
  const { seen, url: address } = await receiver(answering(200));
  await start([{ id: "a", actions: [hook(address)] }]);
  await worker.runAll();
  sender({}, { outbound: { hosts: [], cidrs: [] } });
  await until(["exhausted"]);

  expect(seen).toEqual([]);
  expect(await rows()).toMatchObject([{ attempts: 1, error: expect.stringMatching(/not on the public internet/) }]);
});

test("an expression that fails exhausts its delivery at once, shows why, and harms no other", async () => {
  const { seen, url: address } = await receiver(answering(200));
  await start([
    { id: "a", actions: [hook(address, { body: { text: { $: "$number('poison')" } } })] },
    { id: "b", actions: [hook(address, { body: "fine" })] },
  ]);
  await worker.runAll();
  sender();
  await until(["exhausted", "delivered"]);

  expect(seen).toHaveLength(1);
  expect(await rows()).toMatchObject([{ error: expect.stringMatching(/^body\.text: /), host: null }, {}]);
});

test("redirects are not followed", async () => {
  const target = await receiver(answering(200));
  const { seen, url: address } = await receiver((_request, response) =>
    response.writeHead(307, { location: target.url }).end(),
  );
  await start([{ id: "a", actions: [hook(address)] }]);
  await worker.runAll();
  sender({ policy: { ...QUICK.policy, maxAttempts: 2 } });
  await until(["exhausted"]);

  expect(seen).toHaveLength(2);
  expect(target.seen).toEqual([]);
});

test("a host that fails is left alone, which costs no attempts, and is tried again by a single delivery", async () => {
  let isBroken = true;
  const { seen, url: address } = await receiver((request, response) =>
    answering(isBroken ? 500 : 200)(request, response),
  );
  await start(Array.from({ length: 30 }, (_, index) => ({ id: `s${index}`, actions: [hook(address)] })));
  await worker.runAll();
  const settings = {
    policy: { ...QUICK.policy, baseMs: 50, capMs: 50 },
    breaker: { threshold: 5, openMs: 100, perHost: 5 },
  };
  sender(settings);
  await vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(5), 10_000);
  // All thirty are due at once; without a breaker each would have been tried in the first moment.
  const attempts = (await rows()).reduce((sum, row) => sum + row.attempts, 0);
  expect(attempts).toBeLessThan(15);

  isBroken = false;
  await until(Array(30).fill("delivered"));
});

test("a sender that stops puts back what it is sending, and the attempt does not count", async () => {
  const hanging = await receiver(() => undefined);
  await start([{ id: "a", actions: [hook(hanging.url)] }]);
  await worker.runAll();
  const stopped = sender();
  await vi.waitFor(() => expect(hanging.seen).toHaveLength(1), 10_000);
  await stopped.stop();

  expect(await rows()).toMatchObject([{ status: "pending", attempts: 0, host: new URL(hanging.url).host }]);
});

test("a delivery begins as soon as the commit that causes it", async () => {
  const { seen, url: address } = await receiver(answering(200));
  const started = await startDeliveries(deps(), QUICK, { directUrl: url, pollMs: 600_000 });
  closing.push(() => started.stop());
  await start([{ id: "a", actions: [hook(address)] }]);
  await worker.runAll();

  await vi.waitFor(() => expect(seen).toHaveLength(1), 10_000);
});
