import { readFileSync } from "node:fs";
import { z } from "zod";
import { sourceFile } from "#server/root.ts";

const Package = z.object({ version: z.string() });

let known: string | undefined;

/** The version of this Heddle. */
export function heddleVersion(): string {
  known ??= Package.parse(JSON.parse(readFileSync(sourceFile("package.json"), "utf8"))).version;
  return known;
}
