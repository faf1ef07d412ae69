import type { Page } from "@playwright/test";
import type { Story } from "#scripts/screenshots/story.ts";

export interface Shot {
  name: string;
  path: string;
  /** Text that stands on the page when it is all there. */
  shows: string | RegExp;
  /** Another place on a phone, e.g. without the panel that would cover all. */
  phonePath?: string;
  before?(page: Page, isPhone: boolean): Promise<void>;
}

/** What a new Heddle shows. */
export const FIRST: Shot[] = [{ name: "setup", path: "/setup", shows: "Welcome to Heddle" }];
export const SIGNED_OUT: Shot[] = [{ name: "sign-in", path: "/sign-in", shows: "No account yet?" }];
export const EMPTY: Shot[] = [{ name: "workflows-empty", path: "/workflows", shows: /No workflows?/ }];

/** Every screen of a Heddle in use. */
export function shotsOf({ completed, failed, running, open, openReview, secondRound, batch }: Story): Shot[] {
  const again = `/workflows/license.review/run?again=${completed}`;
  return [
    { name: "workflows", path: "/workflows", shows: "Supplier prices" },
    {
      name: "editor",
      path: "/workflows/license.review",
      shows: "Enrich",
      async before(page, isPhone) {
        await page.getByRole("article", { name: "Enrich" }).click();
        if (!isPhone) await page.getByRole("complementary", { name: "Inspector" }).getByLabel("Title").waitFor();
      },
    },
    { name: "run-form", path: again, shows: "Start run" },
    { name: "run", path: `/runs/${open}`, shows: "Awaiting review" },
    {
      name: "run-fan-out",
      path: `/runs/${running}?stage=ask`,
      phonePath: `/runs/${running}`,
      shows: "7 of 12, 1 failed",
    },
    {
      name: "run-completed",
      path: `/runs/${completed}?stage=approve`,
      phonePath: `/runs/${completed}`,
      shows: /Keep it out of what we ship|18 of 18/,
      async before(page, isPhone) {
        if (isPhone) await page.getByRole("button", { name: /^Enrich/ }).tap();
      },
    },
    {
      name: "run-failed",
      path: `/runs/${failed}?stage=check`,
      phonePath: `/runs/${failed}`,
      shows: /is not an amount/,
    },
    { name: "run-timeline", path: `/runs/${completed}?view=timeline`, shows: "Enrich" },
    { name: "run-events", path: `/runs/${completed}?view=events`, shows: "Run completed" },
    { name: "runs", path: "/runs", shows: "PX-208" },
    { name: "inbox", path: "/inbox", shows: "MPL-2.0" },
    { name: "review", path: `/inbox/${openReview}`, shows: "Risk level" },
    { name: "review-round", path: `/inbox/${secondRound}`, shows: "What changed since round 1" },
    {
      name: "review-changes",
      path: `/inbox/${secondRound}`,
      shows: "What changed since round 1",
      async before(page) {
        await page.getByRole("button", { name: "Request changes…" }).click();
        await page.getByRole("button", { name: "Mark Prices, row 3" }).click();
        await page.getByLabel("Note on Prices, row 3").fill("Norway pays toll, too");
        await page.getByLabel("What should be different?").fill("Say what the price holds.");
        await page.getByRole("heading", { name: "Mark what should be different" }).scrollIntoViewIfNeeded();
      },
    },
    { name: "items", path: "/items?workflow=license.review", shows: "MPL-2.0" },
    { name: "batches", path: "/batches", shows: "Invoices of April" },
    { name: "batch", path: `/batches/${batch}`, shows: "2026-0424" },
    { name: "triggers", path: "/triggers", shows: "Every working morning" },
    { name: "trigger-form", path: "/triggers/new", shows: "Times that were missed" },
    { name: "deliveries", path: "/deliveries", shows: "127.0.0.1" },
    { name: "rules", path: "/rules", shows: "http" },
    { name: "settings", path: "/settings", shows: "nightly import" },
  ];
}
