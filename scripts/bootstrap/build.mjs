import { writeFileSync } from "node:fs";
import { fingerprint, textOf } from "#scripts/bootstrap/fingerprint.mjs";
import { step } from "#scripts/bootstrap/step.mjs";

const MARK = ".next/heddle-made-from";
const SOURCES = [
  ...["app", "components", "core", "server", "public", "prisma/schema.prisma", "proxy.ts"],
  ...["next.config.ts", "postcss.config.mjs", "package.json", "package-lock.json"],
];

/** Builds the web pages when their sources changed since the last build. */
export async function buildProduct(node) {
  const source = fingerprint(SOURCES);
  if (textOf(MARK) === source) return;
  await step("Building the pages", node, ["node_modules/next/dist/bin/next", "build"], {
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
  });
  writeFileSync(MARK, source);
}
