import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, test, vi } from "vitest";
import { exampleStack } from "#examples/testing/example-stack.ts";
import extractTickers from "#examples/video-tickers/extract-tickers.ts";
import { testServer } from "#server/http/test-server.ts";

interface Video {
  id: string;
  title: string;
  transcript: string;
}

const videoOf = (id: string): Video =>
  JSON.parse(readFileSync(join(import.meta.dirname, "videos", `${id}.json`), "utf8"));
const PRICES: Record<string, number> = { AAPL: 271.5, GOOGL: 299.25 };

const service = await testServer((request, response) => {
  const symbol = new URL(request.url ?? "/", "http://x").searchParams.get("s")?.toUpperCase() ?? "";
  const close = PRICES[symbol.replace(".US", "")] ?? "N/D";
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ symbols: [{ symbol, date: "2026-11-20", close }] }));
});
afterAll(() => service.close());
const { owner, reaches, eventsOf, query } = await exampleStack({ cidrs: ["127.0.0.1/32"] });

const start = (video: Video, path = "/q/l/") =>
  owner.runs.start({ workflow: "video.process", input: { ...video, priceSource: `${service.url}${path}` } });

/** The runs that a run caused, once there are so many. */
const followUpsOf = (runId: number, count: number) =>
  vi.waitFor(
    async () => {
      const runs = await query<{ id: number; item: string }>(
        "select id, item_id as item from run where origin_run_id = $1 order by item_id",
        [runId],
      );
      expect(runs).toHaveLength(count);
      return runs;
    },
    { timeout: 20_000 },
  );

test("the pipeline executes", async () => {
  const { runId } = await start(videoOf("v1"));
  await reaches(runId, "completed");

  const events = await eventsOf(runId);
  expect(
    events.filter(({ type }) => type.startsWith("task.")).map(({ type, stageId }) => `${type} ${stageId}`),
  ).toEqual(["task.running extract_tickers", "task.settled extract_tickers"]);
});

test("its follow-ups for AAPL and GOOGL are started and fetch their prices", async () => {
  const { runId } = await start(videoOf("v1"), "/once/");
  const runs = await followUpsOf(runId, 2);
  for (const { id } of runs) await reaches(id, "completed");

  expect(runs.map(({ item }) => item)).toEqual(["AAPL", "GOOGL"]);
  const outputs = await query<{ output: unknown }>(
    "select output from task where run_id = any($1) and stage_id = 'price' order by output ->> 'ticker'",
    [runs.map(({ id }) => id)],
  );
  expect(outputs.map(({ output }) => output)).toEqual([
    { ticker: "AAPL", date: "2026-11-20", close: 271.5 },
    { ticker: "GOOGL", date: "2026-11-20", close: 299.25 },
  ]);
  const asked = service.seen.filter(({ path }) => path.startsWith("/once/"));
  expect(asked.map(({ path }) => new URL(path, "http://x").searchParams.get("s")).toSorted()).toEqual([
    "aapl.us",
    "googl.us",
  ]);
});

test("a ticker without a price fails its own run, and the video's stays completed", async () => {
  const { runId } = await start({ id: "v3", title: "Apple and $ZZZZ", transcript: "" });
  const [apple, unknown] = await followUpsOf(runId, 2);
  await reaches(apple?.id ?? 0, "completed");
  await reaches(unknown?.id ?? 0, "failed");

  await reaches(runId, "completed");
});

test("a video without a share starts nothing", async () => {
  const { runId } = await start({ id: "v4", title: "Railways", transcript: "Steam, mostly." });
  await reaches(runId, "completed");

  await vi.waitFor(async () =>
    expect(await query("select status from spawn where run_id = $1", [runId])).toEqual([{ status: "done" }]),
  );
  expect(await query("select id from run where origin_run_id = $1", [runId])).toEqual([]);
});

test("tickers are found as cashtags, listings and names, each once", () => {
  expect(extractTickers(videoOf("v1")).tickers).toEqual(["AAPL", "GOOGL"]);
  expect(extractTickers(videoOf("v2")).tickers).toEqual(["NVDA", "AMD", "AVGO", "INTC", "TSM"]);
});
