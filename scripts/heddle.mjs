#!/usr/bin/env node
// The command `heddle`: runs on whatever Node there is, and hands over to the one that Heddle is made for.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { findNode } from "#scripts/bootstrap/node.mjs";
import { Failed } from "#scripts/bootstrap/step.mjs";

async function handOver(node) {
  const main = fileURLToPath(new URL("../cli/main.ts", import.meta.url));
  const command = spawn(node, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  // The terminal tells both of Ctrl-C; how it ends is the command's to say.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => command.kill("SIGTERM"));
  const [code] = await once(command, "exit");
  process.exitCode = code ?? 1;
}

try {
  const node = findNode();
  if (node === process.execPath) await import("#cli/main.ts");
  else await handOver(node);
} catch (error) {
  console.error(error instanceof Failed ? error.message : error);
  process.exitCode = 1;
}
