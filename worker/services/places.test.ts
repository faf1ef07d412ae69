import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { findService } from "#server/services/find-service.ts";
import { saveService } from "#server/services/save-service.ts";
import { testDatabase } from "#server/testing/database.ts";
import { Places } from "#worker/services/places.ts";

const { pool } = await testDatabase();
const signal = AbortSignal.timeout(60_000);

async function newService(): Promise<string> {
  const workspaceId = randomUUID();
  const service = { name: "crm", baseUrl: "https://crm.example", auth: { type: "none" as const } };
  await saveService(pool, workspaceId, { service, version: null }, "somebody");
  return (await findService(pool, workspaceId, "crm"))?.id ?? "";
}
const worker = (leaseMs?: number) => new Places(pool, Math.random, leaseMs);
const heldOf = async (serviceId: string) =>
  (await pool.query("select from service_place where service_id = $1", [serviceId])).rowCount;

test("all workers together have so many places of a service, and who waits gets the one that is left", async () => {
  const id = await newService();
  const workers = [worker(), worker(), worker(), worker()];
  let underWay = 0;
  let most = 0;
  const allTaken = Promise.withResolvers<void>();
  await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const leave = await workers[index % 4]?.enter(id, 3, signal);
      most = Math.max(most, ++underWay);
      if (most === 3) allTaken.resolve();
      await allTaken.promise;
      await new Promise(setImmediate);
      underWay--;
      await leave?.();
    }),
  );
  expect(most).toBe(3);
  expect(await heldOf(id)).toBe(0);
});

test("the places of another service are its own", async () => {
  const [one, other] = [await newService(), await newService()];
  const leave = await worker().enter(one, 1, signal);
  const leaveOther = await worker().enter(other, 1, signal);
  expect([await heldOf(one), await heldOf(other)]).toEqual([1, 1]);
  await leave?.();
  await leaveOther?.();
});

test("who is told to stop while all places are taken has none", async () => {
  const id = await newService();
  const leave = await worker().enter(id, 1, signal);
  const stopping = new AbortController();
  const places = worker();
  const waiting = [places.enter(id, 1, stopping.signal), places.enter(id, 1, stopping.signal)];
  stopping.abort();
  expect(await Promise.all(waiting)).toEqual([null, null]);
  await leave?.();
  expect(await heldOf(id)).toBe(0);
});

test("a place is kept as long as its call takes; one of a lost worker is free when its time is over", async () => {
  const id = await newService();
  const leave = await worker(150).enter(id, 1, signal);
  const until = async () =>
    (await pool.query<{ at: Date }>("select held_until as at from service_place where service_id = $1", [id])).rows[0]
      ?.at;
  const first = await until();
  await expect.poll(until).not.toEqual(first);
  await leave?.();

  await pool.query("insert into service_place values ($1, 1, $2, now() - interval '1 second')", [id, randomUUID()]);
  const leaveTaken = await worker().enter(id, 1, signal);
  expect(leaveTaken).not.toBeNull();
  await leaveTaken?.();
});

test("when no place can be asked for, the call is told so, and the next stands in no line behind it", async () => {
  const places = worker();
  await expect(places.enter("no id", 1, signal)).rejects.toThrow("uuid");
  await expect(places.enter("no id", 1, signal)).rejects.toThrow("uuid");
});
