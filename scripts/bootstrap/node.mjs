import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Failed } from "#scripts/bootstrap/step.mjs";

const OLDEST = [24, 10];

/** The Node that npm installed for this platform, else the one that runs this, if it is new enough. */
export function findNode() {
  const pinned = fileURLToPath(
    new URL(`../../node_modules/node-${process.platform}-${process.arch}/bin/node`, import.meta.url),
  );
  if (existsSync(pinned)) return pinned;
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return process.execPath;
  throw new Failed(`Heddle needs Node ${OLDEST.join(".")} or newer, this is ${process.versions.node}; see .nvmrc`);
}
