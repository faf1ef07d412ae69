import { textOf } from "#scripts/bootstrap/fingerprint.mjs";
import { Failed, step } from "#scripts/bootstrap/step.mjs";

/** Installs when node_modules is absent, half-written, or not what package-lock.json says. */
export async function installPackages() {
  const lock = textOf("package-lock.json");
  if (!lock) throw new Failed("package-lock.json is missing; restore it from the repository");
  if (isInstalled(JSON.parse(lock), JSON.parse(textOf("node_modules/.package-lock.json") ?? "{}"))) return;
  const npm = process.env.npm_execpath;
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  await step("Installing packages", npm ? process.execPath : "npm", npm ? [npm, ...args] : args);
}

/** npm notes what it installed in node_modules/.package-lock.json; packages for other platforms are not there. */
function isInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(([path, { version, optional, devOptional }]) => {
    const found = installed.packages?.[path];
    return path === "" || (found ? found.version === version : Boolean(optional || devOptional) && installed.packages);
  });
}
