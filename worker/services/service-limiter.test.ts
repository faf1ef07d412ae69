import { randomUUID } from "node:crypto";
import { beforeEach, expect, test, vi } from "vitest";
import type { ServiceLimits } from "#core/service-limits.ts";
import { OutboundError, type OutboundResponse } from "#server/http/guarded-fetch.ts";
import { findService } from "#server/services/find-service.ts";
import { saveService } from "#server/services/save-service.ts";
import { testDatabase } from "#server/testing/database.ts";
import { ServiceLimiter } from "#worker/services/service-limiter.ts";

const { pool } = await testDatabase();
const RETRY = { maxAttempts: 3, backoffMs: 10, statuses: [429, 503] };

let workspaceId: string;
let limiter: ServiceLimiter;
beforeEach(() => {
  workspaceId = randomUUID();
  limiter = new ServiceLimiter(pool, () => 0);
});

async function service(limits: ServiceLimits, more: { name?: string; timeoutMs?: number } = {}) {
  const made = { name: "crm", baseUrl: "https://crm.example", auth: { type: "none" as const }, limits, ...more };
  await saveService(pool, workspaceId, { service: made, version: null }, "somebody");
  const found = await findService(pool, workspaceId, made.name);
  if (!found) throw new Error("it was just made");
  return found;
}

const answer = (status: number, headers: Record<string, string> = {}): OutboundResponse => ({
  status,
  headers,
  body: new Uint8Array(),
});
const signal = AbortSignal.timeout(20_000);

/** What is sent and answers with these, one after another. */
function sending(...answers: (OutboundResponse | OutboundError)[]) {
  const sent = { times: 0, send: async () => next() };
  function next(): OutboundResponse {
    const came = answers[Math.min(sent.times++, answers.length - 1)];
    if (came instanceof OutboundError || !came) throw came;
    return came;
  }
  return sent;
}

test("without limits it is sent once, whatever comes of it", async () => {
  const sent = sending(answer(503));
  expect(await limiter.send(await service({}), signal, sent.send)).toMatchObject({ status: 503 });
  expect(sent.times).toBe(1);
});

test("it is sent again for the statuses that the service names, as often as it says", async () => {
  const crm = await service({ retry: RETRY });
  const passing = sending(answer(503), answer(429), answer(200));
  expect(await limiter.send(crm, signal, passing.send)).toMatchObject({ status: 200 });
  expect(passing.times).toBe(3);
  const lasting = sending(answer(503));
  expect(await limiter.send(crm, signal, lasting.send)).toMatchObject({ status: 503 });
  expect(lasting.times).toBe(3);
  const refused = sending(answer(404));
  await limiter.send(crm, signal, refused.send);
  expect(refused.times).toBe(1);
});

test("it is sent again when there was no answer, unless that cannot pass", async () => {
  const crm = await service({ retry: RETRY });
  const broken = sending(new OutboundError("connect", "broken", true), answer(200));
  expect(await limiter.send(crm, signal, broken.send)).toMatchObject({ status: 200 });
  const blocked = sending(new OutboundError("blocked_address", "blocked", false), answer(200));
  await expect(limiter.send(crm, signal, blocked.send)).rejects.toMatchObject({
    failure: { code: "blocked_address" },
  });
  expect(blocked.times).toBe(1);
});

test("it waits as long as the service asks, and gives its answer when that is too long", async () => {
  const crm = await service({ retry: { ...RETRY, backoffMs: 60_000 } });
  const soon = sending(answer(429, { "retry-after": "0" }), answer(200));
  expect(await limiter.send(crm, signal, soon.send)).toMatchObject({ status: 200 });
  const late = sending(answer(429, { "retry-after": "86400" }), answer(200));
  expect(await limiter.send(crm, signal, late.send)).toMatchObject({ status: 429 });
});

test("who is told to stop while it waits to be sent again gets what came", async () => {
  const crm = await service({ retry: { ...RETRY, backoffMs: 60_000 } });
  const stopping = new AbortController();
  const sent = sending(answer(503));
  const came = limiter.send(crm, stopping.signal, async () => {
    setImmediate(() => stopping.abort());
    return sent.send();
  });
  expect(await came).toMatchObject({ status: 503 });
  expect(sent.times).toBe(1);
});

test("what takes longer than the service allows is ended, attempt by attempt", async () => {
  const crm = await service({ retry: { ...RETRY, maxAttempts: 2 } }, { timeoutMs: 100 });
  let times = 0;
  const came = limiter.send(crm, signal, async (ends) => {
    times++;
    await new Promise((resolve) => ends.addEventListener("abort", resolve));
    throw new OutboundError("timeout", "crm did not answer in time", true);
  });
  await expect(came).rejects.toMatchObject({ failure: { code: "timeout" } });
  expect(times).toBe(2);
});

test("so many are under way at once, and those of another service do not wait for them", async () => {
  const crm = await service({ concurrency: 2 });
  const other = await service({ concurrency: 2 }, { name: "other" });
  let underWay = 0;
  let most = 0;
  const held = Promise.withResolvers<void>();
  const three = Promise.all(
    [1, 2, 3].map(() =>
      limiter.send(crm, signal, async () => {
        most = Math.max(most, ++underWay);
        await held.promise;
        underWay--;
        return answer(200);
      }),
    ),
  );
  expect(await limiter.send(other, signal, async () => answer(201))).toMatchObject({ status: 201 });
  await vi.waitFor(() => expect(underWay).toBe(2), 10_000);
  held.resolve();
  expect(await three).toHaveLength(3);
  expect(most).toBe(2);
});

test("who is told to stop before its turn sends nothing", async () => {
  const crm = await service({ concurrency: 1, rate: { calls: 1, per: "hour" } });
  expect(await limiter.send(crm, signal, async () => answer(200))).toMatchObject({ status: 200 });
  const stopping = new AbortController();
  const sent = sending(answer(200));
  const both = Promise.allSettled([1, 2].map(() => limiter.send(crm, stopping.signal, sent.send)));
  stopping.abort();
  const refused = { status: "rejected", reason: { failure: { code: "timeout", retryable: true } } };
  expect(await both).toMatchObject([refused, refused]);
  expect(sent.times).toBe(0);
});

test("all workers together call so often; each call has a moment of its own", async () => {
  const crm = await service({ rate: { calls: 10, per: "minute" } });
  const stopping = new AbortController();
  const workers = [limiter, new ServiceLimiter(pool), new ServiceLimiter(pool)];
  const sent = sending(answer(200));
  const calls = workers.map((worker) => worker.send(crm, stopping.signal, sent.send).catch(() => null));
  await expect
    .poll(async () => {
      const { rows } = await pool.query<{ ahead: number }>(
        "select extract(epoch from next_call_at - now())::float8 as ahead from service where id = $1",
        [crm.id],
      );
      return Math.round((rows[0]?.ahead ?? 0) / 6);
    })
    .toBe(3);
  stopping.abort();
  await Promise.all(calls);
  expect(sent.times).toBe(1);
});

test("a change of the service begins its rate anew", async () => {
  const crm = await service({ rate: { calls: 1, per: "hour" } });
  await limiter.send(crm, signal, async () => answer(200));
  const { name, baseUrl, auth, limits } = crm;
  await saveService(pool, workspaceId, { service: { name, baseUrl, auth, limits }, version: 1 }, "somebody");
  expect(await limiter.send(crm, signal, async () => answer(200))).toMatchObject({ status: 200 });
});
