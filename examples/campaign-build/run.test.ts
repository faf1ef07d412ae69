import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { exampleStack } from "#examples/testing/example-stack.ts";

const { owner, reaches, query } = await exampleStack();

test("a campaign is built, and its manifest names the artifacts of the run by their hashes", async () => {
  const input = JSON.parse(readFileSync(join(import.meta.dirname, "briefs", "summer-sale.json"), "utf8"));
  const { runId } = await owner.runs.start({ workflow: "campaign.build.v1", input });
  await reaches(runId, "completed", "failed");

  const { stages } = await owner.runs.get({ runId });
  expect(stages.map(({ status }) => status)).toEqual(new Array(13).fill("completed"));
  const [assembled] = await query<{
    output: { manifest: { assets: { name: string; sha256: string; bytes: number }[] } };
  }>("select output from task where run_id = $1 and stage_id = 'assemble_campaign_manifest'", [runId]);
  const artifacts = await query<{ name: string; hash: string; size: string }>(
    "select name, hash, size from artifact where run_id = $1 and name <> 'manifest.json'",
    [runId],
  );
  const listed = assembled?.output.manifest.assets.map(({ name, sha256, bytes }) => `${name} ${sha256} ${bytes}`);
  expect(listed?.toSorted()).toEqual(artifacts.map(({ name, hash, size }) => `${name} ${hash} ${size}`).toSorted());
});
