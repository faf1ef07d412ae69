import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { guardedFetch, OutboundError, type OutboundRequest, type OutboundRules } from "#server/http/guarded-fetch.ts";
import { testServer } from "#server/http/test-server.ts";

const LOCAL: OutboundRules = { hosts: [], cidrs: ["127.0.0.1/32"] };
const PUBLIC: OutboundRules = { hosts: [], cidrs: [] };

let server: Awaited<ReturnType<typeof testServer>>;
let other: Awaited<ReturnType<typeof testServer>>;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://x");
  const to = url.searchParams.get("to");
  if (to) response.writeHead(Number(url.searchParams.get("status") ?? 302), { location: to }).end();
  else if (url.pathname === "/loop") response.writeHead(302, { location: "/loop" }).end();
  else if (url.pathname === "/large") response.end(Buffer.alloc(100_000));
  else if (url.pathname === "/endless") response.write("beginning");
  else if (url.pathname === "/cut")
    response.writeHead(200, { "content-length": "100" }).end("short", () => response.destroy());
  else if (url.pathname !== "/silent") response.writeHead(200, { "x-two": ["a", "b"] }).end("hello");
}

beforeAll(async () => {
  server = await testServer(answer);
  other = await testServer(answer);
});
beforeEach(() => {
  server.seen.length = 0;
  other.seen.length = 0;
});
afterAll(() => {
  server.close();
  other.close();
});

const fetchIt = (url: string, rules: OutboundRules = LOCAL, more: Partial<OutboundRequest> = {}) =>
  guardedFetch({ url, method: "GET", headers: {}, signal: AbortSignal.timeout(10_000), ...more }, rules);

async function codeOf(url: string, rules?: OutboundRules, more?: Partial<OutboundRequest>): Promise<string> {
  try {
    await fetchIt(url, rules, more);
  } catch (error) {
    if (error instanceof OutboundError) return error.failure.code;
    throw error;
  }
  return "answered";
}

test("the body of a good response is given piece by piece as it comes, that of another is answered", async () => {
  const pieces: string[] = [];
  const first = Promise.withResolvers<void>();
  const stopping = new AbortController();
  const onPiece = (piece: Uint8Array) => {
    pieces.push(Buffer.from(piece).toString());
    first.resolve();
  };
  const endless = fetchIt(`${server.url}/endless`, LOCAL, { onPiece, signal: stopping.signal });
  await first.promise;
  stopping.abort();
  await expect(endless).rejects.toMatchObject({ failure: { code: "timeout" } });
  expect(pieces).toEqual(["beginning"]);

  expect((await fetchIt(`${server.url}/x`, LOCAL, { onPiece })).body).toHaveLength(0);
  expect(pieces).toEqual(["beginning", "hello"]);
  const large = { onPiece, maxResponseBytes: 1_000 };
  expect(await codeOf(`${server.url}/large`, LOCAL, large)).toBe("response_too_large");
});

test("a service that may be reached is reached", async () => {
  const response = await fetchIt(`${server.url}/x?y=1`, LOCAL, {
    method: "POST",
    headers: { "X-Key": "k" },
    body: "sent",
  });
  expect(response).toMatchObject({ status: 200, headers: { "x-two": "a, b" } });
  expect(Buffer.from(response.body).toString()).toBe("hello");
  expect(server.seen).toMatchObject([{ method: "POST", path: "/x?y=1", body: "sent", headers: { "x-key": "k" } }]);
});

test.each([
  "http://127.0.0.1:PORT/",
  "http://localhost:PORT/",
  "http://0.0.0.0:PORT/",
  "http://0:PORT/",
  "http://127.1:PORT/",
  "http://2130706433:PORT/",
  "http://0x7f000001:PORT/",
  "http://0x7f.0.0.1:PORT/",
  "http://0177.0.0.1:PORT/",
  "http://127.0.0.1.:PORT/",
  "http://127。0。0。1:PORT/",
  "http://１２７.0.0.1:PORT/",
  "http://ⓛocalhost:PORT/",
  "http://[::1]:PORT/",
  "http://[::]:PORT/",
  "http://[::ffff:127.0.0.1]:PORT/",
  "http://[::ffff:7f00:1]:PORT/",
  "http://[64:ff9b::7f00:1]:PORT/",
  "http://169.254.169.254/latest/meta-data/",
  "http://[::ffff:169.254.169.254]/",
  "http://[fe80::1]:PORT/",
  "http://10.0.0.1/",
  "http://[fd00::1]/",
])("%s does not leave the public internet", async (url) => {
  expect(await codeOf(url.replace("PORT", String(server.port)), PUBLIC)).toBe("blocked_address");
  expect(server.seen).toEqual([]);
});

test.each([
  "file:///etc/passwd",
  "ftp://example.org/",
  "gopher://127.0.0.1/",
  "data:text/plain,x",
  "http://",
  "not a url",
  "http://user:secret@example.org/",
  "http://127.0.0.1@example.org/",
])("%s is no address for a request", async (url) => {
  expect(await codeOf(url)).toBe("bad_url");
});

test("a name with one private address among public ones is refused", async () => {
  const resolve = async () => [
    { address: "93.184.216.34", family: 4 },
    { address: "127.0.0.1", family: 4 },
  ];
  expect(await codeOf(`http://mixed.example:${server.port}/`, { ...PUBLIC, resolve })).toBe("blocked_address");
});

test("a name is resolved once, and the connection goes to the address that was checked", async () => {
  const answers = ["127.0.0.1", "169.254.169.254", "10.0.0.1"];
  let asked = 0;
  const resolve = async () => [{ address: answers[asked++] ?? "", family: 4 }];
  const response = await fetchIt(`http://rebinds.example:${server.port}/`, { ...LOCAL, resolve });
  expect(response.status).toBe(200);
  expect(asked).toBe(1);
  expect(server.seen[0]?.headers.host).toBe(`rebinds.example:${server.port}`);
});

test("a name that turns private on the redirect is refused", async () => {
  const answers = ["127.0.0.1", "10.0.0.1"];
  const resolve = async () => [{ address: answers.shift() ?? "", family: 4 }];
  const url = `http://rebinds.example:${server.port}`;
  expect(await codeOf(`${url}/?to=${url}/next`, { ...LOCAL, resolve })).toBe("blocked_address");
  expect(server.seen).toHaveLength(1);
});

test("a host that the operator allows may be private", async () => {
  const resolve = async () => [{ address: "127.0.0.1", family: 4 }];
  const rules = { hosts: ["intranet.example"], cidrs: [], resolve };
  expect((await fetchIt(`http://intranet.example:${server.port}/`, rules)).status).toBe(200);
  expect(await codeOf(`http://other.example:${server.port}/`, rules)).toBe("blocked_address");
});

test("redirects are followed, and each is checked", async () => {
  expect((await fetchIt(`${server.url}/?to=/next`)).status).toBe(200);
  expect(server.seen.map(({ path }) => path)).toEqual(["/?to=/next", "/next"]);
  expect(await codeOf(`${server.url}/?to=http://169.254.169.254/`)).toBe("blocked_address");
  expect(await codeOf(`${server.url}/?to=file:///etc/passwd`)).toBe("bad_url");
  expect(await codeOf(`${server.url}/?to=http://user:x@example.org/`)).toBe("bad_url");
  expect(await codeOf(`${server.url}/loop`)).toBe("too_many_redirects");
});

test("keys and cookies do not follow to another origin", async () => {
  const headers = { authorization: "Bearer secret", cookie: "a=b", "x-api-key": "secret", accept: "application/json" };
  await fetchIt(`${server.url}/?to=${other.url}/next`, LOCAL, { headers });
  expect(other.seen[0]?.headers).toMatchObject({ accept: "application/json" });
  expect(JSON.stringify(other.seen[0]?.headers)).not.toMatch(/secret|a=b/);
  await fetchIt(`${server.url}/?to=/next`, LOCAL, { headers });
  expect(server.seen.at(-1)?.headers).toMatchObject(headers);
});

test("who trusts only a part of an origin takes keys along to that part alone, and not back again", async () => {
  const headers = { authorization: "Bearer secret" };
  const trusts = ({ pathname }: URL) => pathname.startsWith("/mine");
  await fetchIt(`${server.url}/mine?to=/mine/next`, LOCAL, { headers, trusts });
  expect(server.seen.at(-1)?.headers).toMatchObject(headers);
  await fetchIt(`${server.url}/mine?to=/other`, LOCAL, { headers, trusts });
  expect(server.seen.at(-1)?.headers).not.toHaveProperty("authorization");
  const back = encodeURIComponent("/mine/back");
  await fetchIt(`${server.url}/mine?to=/other%3Fto%3D${back}`, LOCAL, { headers, trusts });
  expect(server.seen.at(-1)?.path).toBe("/mine/back");
  expect(server.seen.at(-1)?.headers).not.toHaveProperty("authorization");
});

test("a redirect keeps or drops method and body as its status says", async () => {
  const post = { method: "POST", body: "sent", headers: { "content-type": "text/plain" } };
  await fetchIt(`${server.url}/?to=/a&status=307`, LOCAL, post);
  expect(server.seen.at(-1)).toMatchObject({ method: "POST", body: "sent" });
  for (const status of [301, 302, 303]) {
    await fetchIt(`${server.url}/?to=/b&status=${status}`, LOCAL, post);
    expect(server.seen.at(-1)).toMatchObject({ method: "GET", body: "" });
  }
});

test("headers of the connection cannot be set, nor lines smuggled into others", async () => {
  expect(await codeOf(server.url, LOCAL, { headers: { Host: "evil.example" } })).toBe("bad_header");
  expect(await codeOf(server.url, LOCAL, { headers: { "x-a": "b\r\nx-c: d" } })).toBe("bad_header");
});

test("a response that is too large, cut off, or does not come is a failure", async () => {
  expect(await codeOf(`${server.url}/large`, LOCAL, { maxResponseBytes: 99_999 })).toBe("response_too_large");
  expect(await codeOf(`${server.url}/large`, LOCAL, { maxResponseBytes: 100_000 })).toBe("answered");
  expect(await codeOf(`${server.url}/cut`)).toBe("connect");
  expect(await codeOf(`${server.url}/silent`, LOCAL, { signal: AbortSignal.timeout(50) })).toBe("timeout");
  expect(await codeOf(`${server.url}/endless`, LOCAL, { signal: AbortSignal.timeout(50) })).toBe("timeout");
});

test("a name without address and a closed port are failures that may pass", async () => {
  const resolve = async () => {
    throw Object.assign(new Error("no"), { code: "ENOTFOUND" });
  };
  await expect(fetchIt("http://nowhere.example/", { ...PUBLIC, resolve })).rejects.toMatchObject({
    failure: { code: "dns", retryable: true },
  });
  const closed = await testServer(answer);
  closed.close();
  await expect(fetchIt(closed.url)).rejects.toMatchObject({ failure: { code: "connect", retryable: true } });
  const never = () => new Promise<never>(() => {});
  expect(await codeOf("http://slow.example/", { ...PUBLIC, resolve: never }, { signal: AbortSignal.timeout(20) })).toBe(
    "timeout",
  );
});

test("a redirect is answered as it is where redirects are refused", async () => {
  const response = await fetchIt(`${server.url}/?to=${other.url}/`, LOCAL, { refusesRedirects: true });
  expect(response.status).toBe(302);
  expect(other.seen).toEqual([]);
});

test("a response is cut off at the limit where the beginning is enough", async () => {
  const { status, body } = await fetchIt(`${server.url}/large`, LOCAL, { maxResponseBytes: 10, cutsResponse: true });
  expect([status, body.byteLength]).toEqual([200, 10]);
});
