import { expect, test } from "vitest";
import { mayStill, openWith, watchAccess } from "#server/api/watch-access.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();

test("an answer that stays open ends when its reader's key is revoked", async () => {
  const home = await newWorkspace(services);
  const owner = callerFor(services, await home.as("owner"));
  const { id, secret } = await owner.keys.create({ name: "reader", role: "viewer" });
  const headers = new Headers({ authorization: `Bearer ${secret}` });
  const isAllowed = () => mayStill(services, headers, home.workspaceId, "run.read");
  const open = new AbortController();
  const ended = new Promise((resolve) => open.signal.addEventListener("abort", resolve));

  expect(await isAllowed()).toBe(true);
  watchAccess(open, isAllowed, 5);
  await owner.keys.revoke({ id });
  await ended;
  expect(await isAllowed()).toBe(false);
});

test("an answer stays open while nobody can be asked", async () => {
  const open = new AbortController();
  const asked = Promise.withResolvers<void>();
  let count = 0;
  watchAccess(
    open,
    () => {
      if (++count === 3) asked.resolve();
      return Promise.reject(new Error("the database is away"));
    },
    1,
  );
  await asked.promise;
  expect(open.signal.aborted).toBe(false);
  open.abort();
});

test("an answer ends with its request", () => {
  const request = new AbortController();
  const open = openWith(request.signal);
  request.abort();

  expect([open.signal.aborted, openWith(request.signal).signal.aborted, openWith(undefined).signal.aborted]).toEqual([
    true,
    true,
    false,
  ]);
});
