import { join } from "node:path";
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import type { Shot } from "#scripts/screenshots/shots.ts";

const SCHEMES = ["light", "dark"] as const;
const DEVICES = [
  { device: "desktop", viewport: { width: 1360, height: 860 } },
  { device: "phone", viewport: { width: 390, height: 844 }, deviceScaleFactor: 1.5, isMobile: true, hasTouch: true },
] as const;

/** Takes each picture in light and dark, on a desk and on a phone: `<folder>/<name>-<scheme>-<device>.png`. */
export async function take(browser: Browser, folder: string, shots: Shot[], options: BrowserContextOptions) {
  for (const { device, ...screen } of DEVICES) {
    for (const colorScheme of SCHEMES) {
      const context = await browser.newContext({ ...options, ...screen, colorScheme, reducedMotion: "reduce" });
      const page = await context.newPage();
      for (const { name, path, phonePath, shows, before } of shots) {
        const isPhone = device === "phone";
        await page.goto((isPhone && phonePath) || path);
        await page.getByText(shows).filter({ visible: true }).first().waitFor();
        await before?.(page, isPhone);
        await settled(page);
        await page.screenshot({ path: join(folder, `${name}-${colorScheme}-${device}.png`), animations: "disabled" });
      }
      await context.close();
    }
    console.log(`${shots.map(({ name }) => name).join(", ")}: ${device}`);
  }
}

const STILL_MS = 600;

/** All is read, the feed is live, and nothing moves any more. */
async function settled(page: Page): Promise<void> {
  await page.getByText("connecting…").waitFor({ state: "hidden" });
  await page.waitForFunction(() => document.fonts.status === "loaded" && !document.querySelector(".animate-pulse"));
  await page.evaluate(async (stillMs) => {
    const place = () => document.querySelector<HTMLElement>(".react-flow__viewport")?.style.transform;
    let before = place();
    for (let since = performance.now(); performance.now() - since < stillMs; ) {
      await new Promise(requestAnimationFrame);
      const now = place();
      if (now !== before) since = performance.now();
      before = now;
    }
  }, STILL_MS);
}
