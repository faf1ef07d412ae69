// Runs on whatever Node there is and without any package: it installs, generates and builds what is missing,
// then hands over to scripts/<name>.ts on the pinned Node.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { buildProduct } from "#scripts/bootstrap/build.mjs";
import { generateClient } from "#scripts/bootstrap/generate.mjs";
import { installPackages } from "#scripts/bootstrap/install.mjs";
import { findNode } from "#scripts/bootstrap/node.mjs";
import { Failed } from "#scripts/bootstrap/step.mjs";

const SCRIPTS = [
  "start",
  "dev",
  "web",
  "worker",
  "test",
  "check",
  "demo",
  "bench",
  "chaos",
  "soak",
  "screenshots",
  "build-client",
  "backup",
  "restore",
  "build",
  "migrate",
];
const SERVES_PAGES = ["start", "web", "demo", "bench", "chaos", "screenshots", "build"];
const PASSED_ON = ["SIGINT", "SIGTERM", "SIGHUP"];

process.chdir(new URL("..", import.meta.url).pathname);
const [name = "", ...args] = process.argv.slice(2);

try {
  if (!SCRIPTS.includes(name)) throw new Failed(`There is no script "${name}"; there are ${SCRIPTS.join(", ")}`);
  if (existsSync(".env")) process.loadEnvFile(".env");
  await installPackages();
  const node = findNode();
  await generateClient(node);
  if (SERVES_PAGES.includes(name)) await buildProduct(node);
  await run(node);
} catch (error) {
  console.error(error instanceof Failed ? error.message : error);
  process.exitCode = 1;
}

async function run(node) {
  // The typed client follows feeds by undici's EventSource, which calls itself experimental.
  const flags = ["--disable-warning=UNDICI-ES", "--import", "#scripts/supervisor/follow-parent.ts"];
  const script = spawn(node, [...flags, `scripts/${name}.ts`, ...args], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of PASSED_ON) process.on(signal, () => script.kill(signal));
  const orphaned = whenOrphaned(() => script.kill("SIGTERM"));
  const [code, signal] = await new Promise((settle, reject) => {
    script.once("error", reject);
    script.once("exit", (...end) => settle(end));
  });
  clearInterval(orphaned);
  for (const name of PASSED_ON) process.removeAllListeners(name);
  if (signal) process.kill(process.pid, signal);
  process.exitCode = code ?? 1;
}

/** npm passes signals to its shell, which ends without passing them on: what it started has to notice by itself. */
function whenOrphaned(stop) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const parent = process.ppid;
  return setInterval(() => process.ppid !== parent && stop(), 500);
}
