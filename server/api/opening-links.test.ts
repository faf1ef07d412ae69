import { expect, test } from "vitest";
import { SCOPES } from "#core/scopes.ts";
import { serveDoors } from "#server/testing/doors.ts";
import { gatedRun } from "#server/testing/gated-run.ts";
import { callerFor, newWorkspace } from "#server/testing/people.ts";
import { testServices } from "#server/testing/services.ts";

const services = await testServices();
const url = await serveDoors(services);

test("opening a link never decides", async () => {
  const home = await newWorkspace(services);
  const owner = callerFor(services, await home.as("owner"));
  const { secret } = await owner.keys.create({ name: "link", role: "owner", scopes: [...SCOPES] });
  const { seen } = await gatedRun(services, home, "document.review");
  const input = encodeURIComponent(JSON.stringify({ json: { ...seen, decision: "approved", form: { risk: "low" } } }));
  const open = (path: string) => fetch(`${url}/api/trpc/${path}`, { headers: { authorization: `Bearer ${secret}` } });

  expect((await open(`reviews.decide?input=${input}`)).status).toBe(405);
  expect((await open(`reviews.get?input=${encodeURIComponent(JSON.stringify({ json: seen }))}`)).status).toBe(200);
  expect(await owner.reviews.get({ reviewId: seen.reviewId })).toMatchObject({ status: "open", decision: null });
});
