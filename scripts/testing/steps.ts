import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { hasBrowser } from "#e2e/browser.ts";
import { buildProduct } from "#scripts/bootstrap/build.mjs";
import { type Counts, check, succeeds } from "#scripts/testing/step.ts";

const node = process.execPath;
const bin = (name: string) => join("node_modules/.bin", name);
const Vitest = z.object({ numPassedTests: z.number(), numFailedTests: z.number(), numFailedTestSuites: z.number() });
const Playwright = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }) });

export const lint = () =>
  check("Lint, import boundaries and format", () => succeeds([[bin("biome"), "ci", "--max-diagnostics=50", "."]]));

export const types = () =>
  check("Types", () =>
    succeeds([
      [node, "node_modules/next/dist/bin/next", "typegen"],
      [bin("tsc"), "--noEmit"],
    ]),
  );

export const unused = () => check("Unused files, exports and packages", () => succeeds([[node, bin("knip")]]));

export const build = () =>
  check("Production build", async () => {
    await buildProduct(node);
    return true;
  });

const runs = (command: string) => succeeds([[command, "--version"]]).catch(() => false);
const mayInstall = async () => process.getuid?.() === 0 && (await runs("apt-get"));
const install = (name: string) =>
  succeeds([
    ["apt-get", "update", "-q"],
    ["apt-get", "install", "-qy", "--no-install-recommends", name],
  ]);

export const browser = () =>
  check("Browser", async () => {
    if (hasBrowser()) return true;
    return (await mayInstall()) ? install("chromium") : succeeds([[node, bin("playwright"), "install", "chromium"]]);
  });

/** Heddle needs no Redis; the tests of what it does with one do. */
export const redis = () =>
  check("Redis", async () => {
    if (await runs("redis-server")) return true;
    if (await mayInstall()) return install("redis-server");
    throw new Error("The tests need redis-server: install it");
  });

/** Random histories against the reference model: how many, and the seed that a failure has printed. */
export const histories = ([count = "10000", seed]: readonly string[]) =>
  countTests(`${count} random histories`, async (report) => {
    const settings = { HEDDLE_HISTORIES: count, ...(seed !== undefined && { HEDDLE_HISTORIES_SEED: seed }) };
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const file = "server/engine/model.property.test.ts";
    const isGood = await succeeds([[node, bin("vitest"), "run", ...reporters, file]], settings);
    const { numPassedTests, numFailedTests } = Vitest.parse(readReport(report));
    return { passed: numPassedTests, failed: isGood ? numFailedTests : Math.max(1, numFailedTests) };
  });

/** Unit and database tests, with the coverage of core/ as one more check. */
export const unit = (args: readonly string[]) =>
  countTests("Unit and database tests", async (report) => {
    const coverage = args.length === 0 ? ["--coverage"] : [];
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const isGood = await succeeds([[node, bin("vitest"), "run", ...coverage, ...reporters, ...args]]);
    const { numPassedTests, numFailedTests, numFailedTestSuites } = Vitest.parse(readReport(report));
    const failed = numFailedTests || numFailedTestSuites;
    return { passed: numPassedTests, failed: isGood ? failed : Math.max(1, failed) };
  });

export const journeys = (args: readonly string[]) =>
  countTests("Journeys in the browser", async (report) => {
    const reporters = ["--reporter=list,json"];
    const isGood = await succeeds([[node, bin("playwright"), "test", ...reporters, ...args]], {
      PLAYWRIGHT_JSON_OUTPUT_NAME: report,
    });
    const { expected, unexpected, flaky } = Playwright.parse(readReport(report)).stats;
    const failed = unexpected + flaky;
    return { passed: expected, failed: isGood ? failed : Math.max(1, failed) };
  });

async function countTests(title: string, work: (report: string) => Promise<Counts>): Promise<Counts> {
  const folder = mkdtempSync(join(tmpdir(), "heddle-report-"));
  let counts: Counts = { passed: 0, failed: 1 };
  await check(title, async () => {
    counts = await work(join(folder, "report.json"));
    return counts.failed === 0;
  });
  rmSync(folder, { recursive: true });
  return counts;
}

function readReport(file: string): unknown {
  return JSON.parse(readFileSync(file, "utf8"));
}
