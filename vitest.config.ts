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
      // What is covered whole is left out, so that the end of the output names what is not.
      reporter: ["text-summary", ["text", { skipFull: true }]],
      thresholds: { "core/**": { statements: 100, branches: 100, functions: 100, lines: 100 } },
    },
  },
});
