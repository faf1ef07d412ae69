import { readFileSync } from "node:fs";
import { quickjsFile } from "#server/code/quickjs-module.ts";
import type { ImageSource } from "#server/engine/sandbox-images.ts";
import { sourceFile } from "#server/root.ts";

const guest = (file: string): string => readFileSync(sourceFile("worker", "sandbox", file), "utf8");

/** A file that is one expression, without what ends it. */
const asArgument = (text: string): string => text.trimEnd().replace(/;$/, "");

/** What this version of Heddle makes its sandboxes from. */
export const ownImageSource = (): ImageSource => ({
  engine: readFileSync(quickjsFile),
  harness: `((harness, giveServices) => (seedWith) => harness(seedWith, giveServices))(
${asArgument(guest("harness.guest.js"))},
${asArgument(guest("services.guest.js"))})`,
  globals: guest("globals.guest.js"),
});
