import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BACKUP_ENV, backupDemo } from "#scripts/demo/backup.ts";
import { campaignDemo } from "#scripts/demo/campaign.ts";
import type { Counts } from "#scripts/demo/counts.ts";
import { CUT_ENV, cutDemo } from "#scripts/demo/cut.ts";
import { licensesDemo } from "#scripts/demo/licenses.ts";
import { newOwner, type Owner } from "#scripts/demo/new-owner.ts";
import { SUSPEND_ENV, suspendDemo } from "#scripts/demo/suspend.ts";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { type Stack, startStack } from "#scripts/supervisor/start-stack.ts";
import type { EnvSource } from "#server/env.ts";

interface Demo {
  show(owner: Owner, stack: Stack): Promise<Counts>;
  /** Settings of its web process and workers. */
  env?: EnvSource;
  /** How many workers it has from the beginning; one unless said. */
  workers?: number;
}

const DEMOS: Record<string, Demo> = {
  licenses: { show: (owner, { url }) => licensesDemo(url, owner) },
  campaign: { show: (owner) => campaignDemo(owner) },
  backup: { show: backupDemo, env: BACKUP_ENV },
  cut: { show: cutDemo, env: CUT_ENV, workers: 0 },
  suspend: { show: suspendDemo, env: SUSPEND_ENV },
};

const name = process.argv[2] ?? "licenses";
const demo = DEMOS[name];

await runScript(async () => {
  if (!demo) throw new Error(`There is no demo "${name}"; there are ${Object.keys(DEMOS).join(", ")}`);
  const home = mkdtempSync(join(tmpdir(), "heddle-demo-"));
  // Postgres does not run as root and has to reach its data.
  chmodSync(home, 0o755);
  const { env = {}, workers = 1 } = demo;
  const stack = await startStack({ home, port: 0, isQuiet: true, env, workers, log: (line) => console.log(line) });
  let counts: Counts;
  try {
    counts = await demo.show(await newOwner(stack.url, "demo@example.org"), stack);
  } finally {
    await stack.stop();
  }
  rmSync(home, { recursive: true, force: true });
  console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
  process.exit(counts.failed === 0 ? 0 : 1);
});
