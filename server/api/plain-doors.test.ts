import { beforeAll, describe, expect, test } from "vitest";
import { contentDisposition, safeMediaType } from "#server/api/download-headers.ts";
import { eventStream } from "#server/api/event-stream.ts";
import { answerReady } from "#server/api/ready.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { type GatedRun, gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace, type Workspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);
let home: Workspace;
let key: string;
let gated: GatedRun;

beforeAll(async () => {
  home = await newWorkspace(services);
  ({ secret: key } = await callerFor(services, await home.as("owner")).keys.create({ name: "test", role: "reviewer" }));
  gated = await gatedRun(services, home, "document.review");
});

const get = (path: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  fetch(`${url}/api/v1/runs/${path}`, {
    headers: { authorization: `Bearer ${key}`, ...headers },
    ...(signal && { signal }),
  });

/** Reads server-sent events until `count` have come, then hangs up. */
async function readEvents(path: string, count: number, headers: Record<string, string> = {}, onFirst = async () => {}) {
  const hangUp = new AbortController();
  const response = await get(path, headers, hangUp.signal);
  const events: { id: number; event: string; data: { seq: number; type: string } }[] = [];
  let text = "";
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    const blocks = text.split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const [, id, event, data] = /^id: (\d+)\nevent: (.+)\ndata: (.+)$/.exec(block) ?? [];
      if (!data) continue;
      events.push({ id: Number(id), event: event ?? "", data: JSON.parse(data) });
      if (events.length === 1) await onFirst();
    }
    if (events.length >= count) break;
  }
  hangUp.abort();
  return { response, events };
}

describe("the plain event feed", () => {
  test("starts at the first event, without a gap, and goes on as things happen", async () => {
    const { lastSeq } = await callerFor(services, await home.as("owner")).runs.get({ runId: gated.runId });
    const decide = async () => {
      const reviewer = callerFor(services, await home.as("reviewer"));
      await reviewer.reviews.decide({ ...gated.seen, decision: "approved", form: { risk: "low" } });
    };
    const { response, events } = await readEvents(`${gated.runId}/events`, lastSeq + 3, {}, decide);

    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ data }) => data.seq)).toEqual(events.map(({ id }) => id));
    expect(events.map(({ event }) => event)).toContain("review.decided");
    expect(events.every(({ event, data }) => event === data.type)).toBe(true);
  });

  test("goes on after Last-Event-ID", async () => {
    const { events } = await readEvents(`${gated.runId}/events`, 2, { "last-event-id": "2" });

    expect(events.slice(0, 2).map(({ id }) => id)).toEqual([3, 4]);
  });

  test("writes nothing more once reading has failed", async () => {
    const open = new AbortController();
    const failing = (async function* (): AsyncGenerator<string> {
      yield* [];
      throw new Error("the database is away");
    })();
    const reader = eventStream(failing, open, 1).getReader();
    const readOn = async () => {
      while (!(await reader.read()).done);
    };

    await expect(readOn()).rejects.toThrow("the database is away");
    expect(open.signal.aborted).toBe(true);
  });

  test("is closed to nobody", async () => {
    expect((await fetch(`${url}/api/v1/runs/${gated.runId}/events`)).status).toBe(401);
  });
});

describe("an artifact", () => {
  const html = "<script>alert(1)</script>";

  async function link(mediaType: string, name: string): Promise<string> {
    const { hash, size } = await services.artifacts.put(html);
    await services.pool.query(
      "insert into artifact (run_id, task_id, hash, name, media_type, size) values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
      [gated.runId, gated.taskId, hash, name, mediaType, size],
    );
    return hash;
  }

  test("is a download that no browser runs", async () => {
    const hash = await link("text/html", "report.html");
    const response = await get(`${gated.runId}/artifacts/${hash}/${encodeURIComponent('../"evil"\r\nreport.html')}`);

    expect(response.status).toBe(200);
    expect(await response.text()).toBe(html);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="_evil___report\.html"/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toContain("sandbox");
  });

  test("belongs to its run and workspace", async () => {
    const hash = await link("text/plain", "report.txt");
    const other = await gatedRun(services, home, "other.run");
    const { secret } = await callerFor(services, await (await newWorkspace(services)).as("owner")).keys.create({
      name: "x",
      role: "owner",
    });

    expect((await get(`${other.runId}/artifacts/${hash}/report.txt`)).status).toBe(404);
    expect(
      (await get(`${gated.runId}/artifacts/${hash}/report.txt`, { authorization: `Bearer ${secret}` })).status,
    ).toBe(404);
    expect((await fetch(`${url}/api/v1/runs/${gated.runId}/artifacts/${hash}/report.txt`)).status).toBe(401);
  });

  test("may be an input that was too large for its row", async () => {
    const editor = callerFor(services, await home.as("editor"));
    const input = { id: "big", text: "x".repeat(100_000) };
    const { runId } = await editor.runs.start({ workflow: gated.workflow, input });
    const { rows } = await services.pool.query("select input_hash as hash from run where id = $1", [runId]);
    const response = await get(`${runId}/artifacts/${rows[0].hash}/input.json`);

    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toEqual(input);
  });

  test("whose content is gone is not found", async () => {
    const hash = "0".repeat(64);
    await services.pool.query(
      "insert into artifact (run_id, task_id, hash, name, media_type, size) values ($1, $2, $3, 'gone', 'text/plain', 1)",
      [gated.runId, gated.taskId, hash],
    );

    expect((await get(`${gated.runId}/artifacts/${hash}/gone`)).status).toBe(404);
  });
});

test.each([
  ["text/markdown", "text/markdown; charset=utf-8"],
  ["text/html; charset=utf-8", "application/octet-stream"],
  ["image/svg+xml", "application/octet-stream"],
  ["image/png", "image/png"],
  ["nonsense\r\nset-cookie: a=b", "application/octet-stream"],
])("the media type %j is sent as %j", (stored, sent) => {
  expect(safeMediaType(stored)).toBe(sent);
});

test.each([
  ["report.md", "attachment; filename=\"report.md\"; filename*=UTF-8''report.md"],
  ["../../etc/passwd", "attachment; filename=\"passwd\"; filename*=UTF-8''passwd"],
  ["größe (1).pdf", "attachment; filename=\"gr__e (1).pdf\"; filename*=UTF-8''gr%C3%B6%C3%9Fe%20%281%29.pdf"],
  [".htaccess", "attachment; filename=\"_htaccess\"; filename*=UTF-8''_htaccess"],
  ["", "attachment; filename=\"download\"; filename*=UTF-8''download"],
])("a download named %j is saved as %s", (name, header) => {
  expect(contentDisposition(name)).toBe(header);
});

test("ready means that the database answers and has all migrations", async () => {
  expect((await answerReady(services.pool)).status).toBe(200);
  const early = await answerReady(services.pool, "9999_to_come");
  expect(early.status).toBe(503);
  expect((await early.json()).message).toContain("9999_to_come");
  expect((await answerReady({ query: () => Promise.reject(new Error("down")) })).status).toBe(503);
});

describe("the plain status", () => {
  test("of a run is text that one can paste", async () => {
    const other = await gatedRun(services, home, "document.other");
    const response = await get(`${other.runId}/status.txt`);

    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    const text = await response.text();
    expect(text).toContain(
      `Workflow: document.other\nItem:     one\nRun:      ${other.runId}\nProgress: 50 % (1 of 2 stages)\n`,
    );
    expect(text).toMatch(/ {2}✓ shape {4}completed .*\n {2}\? approve {2}awaiting review /);
    const owner = callerFor(services, await home.as("owner"));
    expect(await owner.runs.text({ runId: other.runId })).toEqual({ text });
  });

  test("of a run that is not there is refused", async () => {
    expect((await get("999999/status.txt")).status).toBe(404);
    expect((await get("x/status.txt")).status).toBe(404);
  });
});
