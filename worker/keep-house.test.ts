import { pino } from "pino";
import { expect, test } from "vitest";
import { publish, startRun } from "#server/engine/testing/published.ts";
import { setRetention } from "#server/retention/retentions.ts";
import { testDatabase } from "#server/testing/database.ts";
import { runTasks } from "#server/testing/run-tasks.ts";
import { createRunKeeper } from "#worker/keep-house.ts";

const { pool, url } = await testDatabase();

test("a few runs that go leave room for others, and give it back once more is stored than may be", async () => {
  const published = await publish(pool, [{ id: "a" }]);
  await setRetention(pool, published.workspaceId, "test.flow", { keepRuns: 1 }, "olga@example.org");
  for (const _ of [1, 2]) await startRun(pool, published);
  await runTasks(pool, () => ({ to: "completed", output: null }));
  const said: string[] = [];
  let isFull = false;
  const keepRuns = createRunKeeper(
    pool,
    url,
    { isFull: async () => isFull },
    pino({}, { write: (line: string) => void said.push(JSON.parse(line).msg) }),
  );

  await keepRuns();
  expect(said).toEqual(["deleted runs that are no longer kept"]);
  isFull = true;
  await keepRuns();
  expect(said.slice(1)).toEqual(["gave space back"]);
  await keepRuns();
  expect(said).toHaveLength(2);
});
