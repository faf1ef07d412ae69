import { readFileSync } from "node:fs";
import { quickjsFile } from "#server/code/quickjs-module.ts";
import type { ImageSource } from "#server/engine/sandbox-images.ts";
import { sourceFile } from "#server/root.ts";

const guest = (file: string): string => readFileSync(sourceFile("worker", "sandbox", file), "utf8");

/** What this version of Heddle makes its sandboxes from. */
export const ownImageSource = (): ImageSource => ({
  engine: readFileSync(quickjsFile),
  harness: guest("harness.guest.js"),
  globals: guest("globals.guest.js"),
});
