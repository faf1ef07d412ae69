import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { Registry } from "prom-client";
import { expect, onTestFinished, test } from "vitest";
import { countRequests, doorOf } from "#server/watch/http-metrics.ts";
import { type MetricsDoor, metricsDoor } from "#server/watch/metrics-door.ts";

const TOKEN = "a token for scrapers";

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function serveDoor(door: Partial<MetricsDoor> = {}): Promise<string> {
  const open = metricsDoor({ token: undefined, proxies: 0, text: async () => "up 1\n", onError: () => {}, ...door });
  return serve((request, response) => {
    if (!open(request, response)) response.writeHead(418).end();
  });
}

const ask = async (url: string, headers: Record<string, string> = {}, method = "GET") => {
  const response = await fetch(`${url}/api/metrics`, { headers, method });
  return { status: response.status, text: await response.text() };
};

test("without a token this machine may read the metrics, and nobody who is asked through a proxy", async () => {
  const url = await serveDoor();

  expect(await ask(url)).toEqual({ status: 200, text: "up 1\n" });
  for (const header of ["x-forwarded-for", "x-real-ip", "forwarded", "via"]) {
    const { status, text } = await ask(url, { [header]: "127.0.0.1" });
    expect(status).toBe(403);
    expect(text).toContain("HEDDLE_METRICS_TOKEN");
  }
});

test("a proxy that is trusted tells whether it is asked by this machine", async () => {
  const url = await serveDoor({ proxies: 1 });

  expect((await ask(url, { "x-forwarded-for": "203.0.113.9" })).status).toBe(403);
  expect((await ask(url, { "x-forwarded-for": "203.0.113.9, 127.0.0.1" })).status).toBe(200);
});

test("with a token only who sends it may read them, from wherever", async () => {
  const url = await serveDoor({ token: TOKEN });

  for (const authorization of [undefined, TOKEN, "Bearer ", `Bearer ${TOKEN}x`, `Basic ${btoa(`a:${TOKEN}`)}`])
    expect((await ask(url, authorization === undefined ? {} : { authorization })).status).toBe(401);
  expect((await ask(url, { authorization: `Bearer ${TOKEN}`, "x-forwarded-for": "203.0.113.9" })).status).toBe(200);
});

test("metrics are read, not written, and other addresses are not theirs", async () => {
  const url = await serveDoor();

  expect((await ask(url, {}, "POST")).status).toBe(405);
  expect(await ask(url, {}, "HEAD")).toEqual({ status: 200, text: "" });
  expect((await fetch(`${url}/api/metrics?a=b`)).status).toBe(200);
  expect((await fetch(`${url}/api/metrics/more`)).status).toBe(418);
});

test("what breaks while they are read is reported, not told", async () => {
  const seen: unknown[] = [];
  const broken = new Error("a secret inside");
  const url = await serveDoor({ text: () => Promise.reject(broken), onError: (error) => seen.push(error) });
  const { status, text } = await ask(url);

  expect(status).toBe(500);
  expect(text).not.toContain("secret");
  expect(seen).toEqual([broken]);
});

test.each([
  ["/api/trpc/runs.list?batch=1", "trpc"],
  ["/api/v1/runs/17", "rest"],
  ["/api/v1/tasks/1.abc", "reports"],
  ["/api/v1/hooks/abc", "hooks"],
  ["/api/auth/sign-in/email", "auth"],
  ["/api/ready", "health"],
  ["/api/metrics", "metrics"],
  ["/api/whatever", "other"],
  ["/_next/static/x.js", "files"],
  ["/runs/17", "pages"],
  ["*", "other"],
])("%s leads to the door %s", (url, door) => {
  expect(doorOf(url)).toBe(door);
});

test("requests are counted by door and status when they have ended, those that their reader leaves without their length", async () => {
  const registry = new Registry();
  const count = countRequests(registry);
  const url = await serve((request, response) => {
    count(request, response);
    const isFeed = request.url?.endsWith("events");
    response.writeHead(request.url === "/api/v1/none" ? 404 : 200, {
      "content-type": isFeed ? "text/event-stream" : "text/plain",
    });
    if (isFeed) response.write("data: 1\n\n");
    else response.end();
  });
  const feed = await fetch(`${url}/api/v1/runs/1/events`);
  for (const path of ["/api/v1/none", "/api/v1/runs", "/runs"]) await (await fetch(url + path)).text();
  const whileOpen = await registry.metrics();
  await feed.body?.cancel();

  expect(whileOpen).toContain('heddle_http_requests_open{door="rest"} 1');
  await expect.poll(() => registry.metrics()).toContain('heddle_http_requests_open{door="rest"} 0');
  const text = await registry.metrics();
  expect(text).toContain('heddle_http_requests_total{door="rest",status="404"} 1');
  expect(text).toContain('heddle_http_requests_total{door="rest",status="200"} 2');
  expect(text).toContain('heddle_http_requests_total{door="pages",status="200"} 1');
  expect(text).toContain('heddle_http_request_duration_seconds_count{door="rest"} 2');
});
