import { expect, test } from "vitest";
import { chain, publish } from "#server/engine/testing/published.ts";
import { testDatabase } from "#server/testing/database.ts";

const { pool } = await testDatabase();

test("a published version is never changed, whoever asks", async () => {
  const { versionId } = await publish(pool, [{ id: "a" }, { id: "b" }], chain("a", "b"));

  await expect(pool.query("update version set definition = '{}' where id = $1", [versionId])).rejects.toThrow(
    "A published version never changes",
  );
});
