import { expect, test } from "vitest";
import type { Queryable } from "#server/db.ts";
import { publish } from "#server/engine/testing/published.ts";
import { createStartQueue } from "#server/runs/start-queue.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();

async function requests(count: number) {
  const { workspaceId, workflowId, versionId } = await publish(pool, [{ id: "a" }]);
  return Array.from({ length: count }, () => ({
    workspace_id: workspaceId,
    workflow_id: workflowId,
    version_id: versionId,
    item_id: null,
    input: {},
    input_hash: null,
    input_size: 2,
    started_by: "test",
    idempotency_key: null,
    request_hash: null,
  }));
}

const runCount = async () => (await pool.query("select count(*) as n from run")).rows[0].n as number;

test("starts whose answer was lost are not made again", async () => {
  const losing = {
    query: async (...given: Parameters<typeof pool.query>) => {
      await pool.query(...given);
      throw new Error("Connection terminated unexpectedly");
    },
  } as Queryable;
  const before = await runCount();
  const queue = createStartQueue(losing, 15_000);
  const ends = await Promise.allSettled((await requests(3)).map((request) => queue.start(request)));

  expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(await runCount()).toBe(before + 3);
});

test("a start that the database refuses takes no other down", async () => {
  const queue = createStartQueue(pool, 15_000);
  const [first, second, third] = await requests(3);
  if (!first || !second || !third) throw new Error("three were asked for");
  const all = [first, { ...second, item_id: "a\u0000b" }, third];
  const ends = await Promise.allSettled(all.map((request) => queue.start(request)));

  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
});
