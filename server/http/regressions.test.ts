import { afterAll, beforeAll, expect, test } from "vitest";
import { guardedFetch, type OutboundRules } from "#server/http/guarded-fetch.ts";
import { testServer } from "#server/http/test-server.ts";

/** What broke in the guard of Task Runner and ArcRun (systems.md 4.11), and does not here. */
let server: Awaited<ReturnType<typeof testServer>>;
beforeAll(async () => {
  server = await testServer((_request, response) => response.end("secret"));
});
afterAll(() => server.close());

const ask = (url: string, rules: Partial<OutboundRules> = {}) =>
  guardedFetch(
    { url, method: "GET", headers: {}, body: undefined, signal: AbortSignal.timeout(5_000) },
    { hosts: [], cidrs: [], ...rules },
  );

test("neither an IPv6 literal nor a name that changes its answer gets around the guard", async () => {
  const { port } = server;
  for (const host of ["[::1]", "[::ffff:127.0.0.1]", "[64:ff9b::7f00:1]"])
    await expect(ask(`http://${host}:${port}/`), host).rejects.toMatchObject({ failure: { code: "blocked_address" } });

  const allowed = { cidrs: ["127.0.0.1/32"] };
  const answering = (...answers: string[]) => ({
    answers,
    resolve: async () => [{ address: answers.shift() ?? "", family: 4 }],
  });
  const turns = answering("10.0.0.1", "127.0.0.1");
  await expect(ask(`http://rebinds.example:${port}/`, { ...allowed, resolve: turns.resolve })).rejects.toMatchObject({
    failure: { code: "blocked_address" },
  });
  expect(server.seen).toEqual([]);

  const stays = answering("127.0.0.1", "10.0.0.1");
  await ask(`http://rebinds.example:${port}/`, { ...allowed, resolve: stays.resolve });
  expect([...turns.answers, ...stays.answers]).toEqual(["127.0.0.1", "10.0.0.1"]);
});
