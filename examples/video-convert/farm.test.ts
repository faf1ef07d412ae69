import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, expect, test } from "vitest";
import { startFarm } from "#examples/video-convert/farm.ts";

const farm = startFarm(0, 1);
await once(farm, "listening");
const address = `http://127.0.0.1:${(farm.address() as AddressInfo).port}`;
afterAll(() => farm.close());

/** What Heddle would hear, until the job has ended or `until` holds. */
async function heard(frames: number, statusOf: (count: number) => number = () => 200) {
  const reports: { method: string; body: Record<string, unknown> }[] = [];
  const heddle = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += String(chunk);
    reports.push({ method: request.method ?? "", body: JSON.parse(text) });
    response.writeHead(statusOf(reports.length)).end("{}", () => heddle.emit("reported"));
  }).listen(0, "127.0.0.1");
  await once(heddle, "listening");
  const reportTo = `http://127.0.0.1:${(heddle.address() as AddressInfo).port}/handle`;
  const body = JSON.stringify({ video: "holiday.mp4", frames, reportTo });
  const answer = await fetch(`${address}/start`, { method: "POST", body });
  return {
    reports,
    reportTo,
    heddle,
    cancel: ((await answer.json()) as { cancel: { method: string; url: string } }).cancel,
  };
}

test("the farm reports every frame once, and then its success", async () => {
  const { reports, heddle } = await heard(500);
  while (reports.at(-1)?.method !== "PATCH") await once(heddle, "reported");
  heddle.close();

  const counted = reports
    .filter(({ method }) => method === "PUT")
    .map(({ body }) => Number(body.newSuccess) + Number(body.newFailures));
  expect(counted.reduce((sum, count) => sum + count, 0)).toBe(500);
  expect(reports.at(-1)?.body).toEqual({ status: "success", output: { file: "holiday.webm" } });
});

test("the farm stops when it is canceled, and when nobody waits for it any more", async () => {
  const canceled = await heard(100_000);
  await once(canceled.heddle, "reported");
  await fetch(canceled.cancel.url, { method: canceled.cancel.method });
  const late = await heard(100_000, () => 409);
  await once(late.heddle, "reported");
  const whole = await heard(100);
  while (whole.reports.at(-1)?.method !== "PATCH") await once(whole.heddle, "reported");
  for (const { heddle } of [canceled, late, whole]) heddle.close();

  expect(late.reports).toHaveLength(1);
  expect(canceled.reports.map(({ method }) => method)).not.toContain("PATCH");
});
