import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";

const SYSTEM_BROWSERS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** How to launch Chromium here: Playwright's own where it is installed, else the system's. */
export function launchOptions(): { executablePath?: string; args: string[] } {
  const executablePath = existsSync(chromium.executablePath()) ? undefined : systemBrowser();
  const quiet = [
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ];
  // Chromium's sandbox does not work for root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox", ...quiet] : quiet;
  return executablePath ? { executablePath, args } : { args };
}

export function hasBrowser(): boolean {
  return existsSync(chromium.executablePath()) || systemBrowser() !== undefined;
}

function systemBrowser(): string | undefined {
  return SYSTEM_BROWSERS.find((path) => existsSync(path));
}
