import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";
import { connect } from "#cli/connect.ts";
import { launchOptions } from "#e2e/browser.ts";
import { EMPTY, FIRST, SIGNED_OUT, shotsOf } from "#scripts/screenshots/shots.ts";
import { tellStory } from "#scripts/screenshots/story.ts";
import { openSuppliers } from "#scripts/screenshots/supplier-prices.ts";
import { take } from "#scripts/screenshots/take.ts";
import { runScript } from "#scripts/supervisor/run-script.ts";
import { startStack } from "#scripts/supervisor/start-stack.ts";

const FOLDER = join(import.meta.dirname, "..", "docs", "images");
const OWNER = { name: "Dana Okafor", email: "dana@example.org", password: "dana's password" };

await runScript(async () => {
  const home = mkdtempSync(join(tmpdir(), "heddle-pictures-"));
  // Postgres does not run as root and has to reach its data.
  chmodSync(home, 0o755);
  mkdirSync(FOLDER, { recursive: true });
  const suppliers = await openSuppliers();
  const env = { HEDDLE_ALLOW_CIDRS: "127.0.0.1/32" };
  const stack = await startStack({ home, port: 0, isQuiet: true, env, log: (line) => console.log(line) });
  const browser = await chromium.launch(launchOptions());
  try {
    const stranger = { baseURL: stack.url };
    await take(browser, FOLDER, FIRST, stranger);
    const context = await browser.newContext(stranger);
    const headers = { origin: stack.url };
    await context.request.post("/api/auth/sign-up/email", { data: OWNER, headers, failOnStatusCode: true });
    await take(browser, FOLDER, SIGNED_OUT, stranger);
    const storageState = await context.storageState();
    const cookie = storageState.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
    const owner = connect(stack.url, { cookie });
    const signedIn = { ...stranger, storageState };

    const { rows } = await owner.workflows.list.query({});
    for (const { name } of rows) await owner.workflows.archive.mutate({ name });
    await take(browser, FOLDER, EMPTY, signedIn);
    for (const { name } of rows) await owner.workflows.restore.mutate({ name });
    await take(browser, FOLDER, shotsOf(await tellStory(owner, suppliers.url)), signedIn);
  } finally {
    await browser.close();
    suppliers.close();
    await stack.stop();
  }
  rmSync(home, { recursive: true, force: true });
  process.exit(0);
});
