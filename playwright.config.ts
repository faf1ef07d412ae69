import { defineConfig } from "@playwright/test";
import { launchOptions } from "#e2e/browser.ts";

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  globalSetup: "./e2e/stack.ts",
  workers: 2,
  retries: 0,
  timeout: 240_000,
  expect: { timeout: 30_000 },
  reporter: "list",
  use: {
    // Set by the global setup, before the workers that read it start.
    ...(process.env.HEDDLE_E2E_URL ? { baseURL: process.env.HEDDLE_E2E_URL } : {}),
    browserName: "chromium",
    launchOptions: launchOptions(),
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
});
