import { test as base, expect } from "@playwright/test";
import { connect, type Heddle } from "#cli/connect.ts";
import { OWNER } from "#e2e/owner.ts";
import { startTestStack } from "#e2e/stack.ts";
import type { Stack } from "#scripts/supervisor/start-stack.ts";
import type { EnvSource } from "#server/env.ts";

interface Fixtures {
  /** Settings of the stack, by `test.use`. */
  settings: EnvSource;
  /** A production stack that this journey alone uses, and may break. */
  stack: Stack;
  /** Acts as the owner through the API; the page is signed in as the owner too. */
  heddle: Heddle;
}

export const test = base.extend<Fixtures>({
  settings: [{}, { option: true }],
  stack: [
    async ({ settings }, use) => {
      const stack = await startTestStack(settings);
      await use(stack);
      await stack.stop();
    },
    { timeout: 60_000 },
  ],
  baseURL: ({ stack }, use) => use(stack.url),
  heddle: async ({ stack, page }, use) => {
    const response = await page.request.post("/api/auth/sign-up/email", {
      data: OWNER,
      headers: { origin: stack.url },
    });
    expect(response.status(), await response.text()).toBe(200);
    const cookies = await page.context().cookies();
    await use(connect(stack.url, { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; ") }));
  },
});

export { expect };
