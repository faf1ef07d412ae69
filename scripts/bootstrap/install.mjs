import { writeFileSync } from "node:fs";
import { fingerprint, textOf } from "#scripts/bootstrap/fingerprint.mjs";
import { Failed, step } from "#scripts/bootstrap/step.mjs";

const MARK = "node_modules/.heddle-installed";
/** `npm ci` refuses a lock that lacks packages for foreign platforms, `npm install` takes what the lock says just the same. */
const INSTALL = ["install", "--no-save", "--ignore-scripts", "--include=dev", "--include=optional"];

/** Installs when node_modules is absent, half-written, or not what package-lock.json says. */
export async function installPackages() {
  const lock = textOf("package-lock.json");
  if (!lock) throw new Failed("package-lock.json is missing; restore it from the repository");
  const source = fingerprint(["package-lock.json"]);
  if (textOf(MARK) === source || isInstalled(JSON.parse(lock))) return;
  const npm = process.env.npm_execpath;
  await step("Installing packages", npm ? process.execPath : "npm", npm ? [npm, ...INSTALL] : INSTALL);
  writeFileSync(MARK, source);
}

/** npm notes what it installed in node_modules/.package-lock.json; packages for other platforms are not there. */
function isInstalled(wanted) {
  const installed = JSON.parse(textOf("node_modules/.package-lock.json") ?? "{}").packages;
  if (!installed) return false;
  return Object.entries(wanted.packages).every(([path, { version, optional, devOptional }]) => {
    const found = installed[path];
    return path === "" || (found ? found.version === version : Boolean(optional || devOptional));
  });
}
