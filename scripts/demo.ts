import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { campaignDemo } from "#scripts/demo/campaign.ts";
import type { Counts } from "#scripts/demo/counts.ts";
import { licensesDemo } from "#scripts/demo/licenses.ts";
import { newOwner, type Owner } from "#scripts/demo/new-owner.ts";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { startStack } from "#scripts/supervisor/start-stack.ts";

const DEMOS: Record<string, (url: string, owner: Owner) => Promise<Counts>> = {
  licenses: licensesDemo,
  campaign: (_url, owner) => campaignDemo(owner),
};

const name = process.argv[2] ?? "licenses";
const demo = DEMOS[name];

await runScript(async () => {
  if (!demo) throw new Error(`There is no demo "${name}"; there are ${Object.keys(DEMOS).join(", ")}`);
  const home = mkdtempSync(join(tmpdir(), "heddle-demo-"));
  // Postgres does not run as root and has to reach its data.
  chmodSync(home, 0o755);
  const stack = await startStack({ home, port: 0, isQuiet: true, log: (line) => console.log(line) });
  let counts: Counts;
  try {
    counts = await demo(stack.url, await newOwner(stack.url, "demo@example.org"));
  } finally {
    await stack.stop();
  }
  rmSync(home, { recursive: true, force: true });
  console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
  process.exit(counts.failed === 0 ? 0 : 1);
});
