import { writeFileSync } from "node:fs";
import { fingerprint, textOf } from "#scripts/bootstrap/fingerprint.mjs";
import { step } from "#scripts/bootstrap/step.mjs";

const MARK = "prisma/client/.made-from";

/** Generates the Prisma client when the schema or Prisma changed. */
export async function generateClient(node) {
  const source = fingerprint(["prisma/schema.prisma", "prisma.config.ts", "node_modules/prisma/package.json"]);
  if (textOf(MARK) === source) return;
  await step("Generating the database client", node, ["node_modules/prisma/build/index.js", "generate"], {
    // Only its existence is checked; the client itself needs no engine, and the download may be out of reach.
    PRISMA_SCHEMA_ENGINE_BINARY: node,
    CHECKPOINT_DISABLE: "1",
  });
  writeFileSync(MARK, source);
}
