import type { Queryable } from "#server/db.ts";
import { createHandles } from "#server/reports/handles.ts";
import { createSecretBox } from "#server/secret-box.ts";
import { createHandlers, type Handlers } from "#worker/handlers/registry.ts";
import type { SandboxPool } from "#worker/sandbox/sandbox-pool.ts";

const NO_DATABASE = {
  query: () => Promise.reject(new Error("This test has no database")),
} as unknown as Queryable;

export const TEST_SECRET = "a secret for tests that is long enough";
export const testHandles = createHandles(TEST_SECRET, "http://heddle.test");
export const testSecretBox = createSecretBox(TEST_SECRET);

/** The handlers of a worker whose HTTP may reach this machine. */
export const testHandlers = (
  sandbox: SandboxPool,
  more: Partial<Parameters<typeof createHandlers>[0]> = {},
): Handlers =>
  createHandlers({
    sandbox,
    outbound: { hosts: [], cidrs: ["127.0.0.1/32"] },
    db: NO_DATABASE,
    schemas: { validate: () => Promise.reject(new Error("This test checks no schemas")) },
    handles: testHandles,
    box: testSecretBox,
    ...more,
  });
