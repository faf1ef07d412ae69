import { expect, test } from "vitest";
import { answerAuth } from "#server/auth/auth-door.ts";
import { testServices } from "#server/testing/services.ts";
import { loadMissingExamples } from "#server/workflows/load-examples.ts";

const services = await testServices();
const owner = { name: "Ada", email: "ada@example.org", password: "correct horse battery" };
const signUp = new Request("http://heddle.test/api/auth/sign-up/email", {
  method: "POST",
  headers: { origin: "http://heddle.test", host: "heddle.test", "content-type": "application/json" },
  body: JSON.stringify(owner),
});

test("an owner whose examples cannot be loaded is signed in all the same, and the next start loads them", async () => {
  await services.pool.query("alter table workflow rename to away");
  const reported: string[] = [];

  const response = await answerAuth(services, signUp, (_, at) => reported.push(at));

  await services.pool.query("alter table away rename to workflow");
  expect(response.status).toBe(200);
  expect(reported).toEqual(["the examples are not loaded"]);
  expect(await services.prisma.workflow.count()).toBe(0);

  await loadMissingExamples(services.prisma);

  const loaded = await services.prisma.version.findMany({ select: { publishedBy: true } });
  expect(loaded.length).toBeGreaterThan(1);
  expect(new Set(loaded.map(({ publishedBy }) => publishedBy))).toEqual(new Set([owner.email]));
});
