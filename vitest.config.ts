import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{core,server,worker,components,app,client,cli,lint,scripts,examples,bench}/**/*.test.{ts,tsx}"],
    globalSetup: ["server/testing/postgres-for-tests.ts"],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Every file must pass alone and in any order.
    sequence: { shuffle: { files: true, tests: false } },
    coverage: {
      provider: "v8",
      include: ["core/**/*.ts"],
      exclude: ["core/**/*.test.ts"],
      reporter: ["text-summary", "text"],
      thresholds: { "core/**": { statements: 100, branches: 100, functions: 100, lines: 100 } },
    },
  },
});
