import { spawn } from "node:child_process";

/** A step that failed, in one sentence. */
export class Failed extends Error {}

/** Runs a command that a newcomer waits for: one line before, its output only when it fails. */
export async function step(title, command, args, env = {}) {
  const begin = Date.now();
  process.stdout.write(`${title} …\n`);
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
  const output = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  const passOn = (signal) => child.kill(signal);
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, passOn);
  const code = await new Promise((settle, reject) => {
    child.once("error", reject);
    child.once("close", (code) => settle(code));
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.removeListener(signal, passOn);
  if (code !== 0) {
    process.stderr.write(Buffer.concat(output));
    throw new Failed(`${title} failed: see above`);
  }
  process.stdout.write(`${title}: done in ${((Date.now() - begin) / 1000).toFixed(1)} s\n`);
}
