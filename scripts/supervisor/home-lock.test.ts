import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { lockHome } from "#scripts/supervisor/home-lock.ts";

test("a second start on the same data folder is refused until the first has ended", async () => {
  const home = mkdtempSync(join(tmpdir(), "heddle-lock-"));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const release = await lockHome(home);

  await expect(lockHome(`${home}/`)).rejects.toThrow("Heddle is already running on");

  release();
  const again = await lockHome(home);
  again();
});
