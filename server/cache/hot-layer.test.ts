import { pino } from "pino";
import { afterAll, afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectHotLayer, type HotLayer } from "#server/cache/hot-layer.ts";
import { startRedis } from "#server/testing/redis-for-tests.ts";

const redis = await startRedis();
afterAll(() => redis.kill());

let said: string[];
let layer: HotLayer;

const connect = (url: string) => {
  said = [];
  const logger = pino({ level: "info" }, { write: (line) => said.push((JSON.parse(line) as { msg: string }).msg) });
  layer = connectHotLayer(url, logger);
};
/** Until it is connected, nothing is kept. */
const keeps = (key: string, value: string) =>
  vi.waitFor(async () => {
    layer.put(key, value, 60_000);
    expect(await layer.get(key)).toBe(value);
  }, 10_000);

beforeEach(() => connect(redis.url));
afterEach(() => layer.close());

const LOST = "Redis is lost; outputs are found without it";

test("what is put is there for others, until its time is over", async () => {
  await keeps("a", "1");
  layer.put("short", "1", 1);
  expect(await layer.get("nothing")).toBeNull();
  await vi.waitFor(async () => expect(await layer.get("short")).toBeNull());
  expect(said).toEqual([]);
});

test("without a Redis there is no answer, at once, and that is said once", async () => {
  layer.close();
  connect("redis://127.0.0.1:1");
  expect(await layer.get("a")).toBeNull();
  layer.put("a", "1", 1_000);
  await vi.waitFor(() => expect(said).toEqual([LOST]));
  expect(await layer.get("a")).toBeNull();
  expect(said).toEqual([LOST]);
});

test("a Redis that is killed is done without, and used again when it is back", async () => {
  await keeps("a", "1");
  await redis.kill();
  expect(await layer.get("a")).toBeNull();
  await vi.waitFor(() => expect(said).toEqual([LOST]));
  await redis.start();
  await keeps("a", "2");
  expect(said).toEqual([LOST, "Redis is back"]);
});

test("a Redis that does not answer holds up nobody for longer than a moment", async () => {
  await keeps("a", "1");
  redis.hang();
  try {
    expect(await layer.get("a")).toBeNull();
    expect(await layer.get("a")).toBeNull();
    expect(said).toEqual([LOST]);
  } finally {
    redis.goOn();
  }
});
