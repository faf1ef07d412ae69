import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Terminal } from "#cli/terminal.ts";

const UP = (lines: number) => (lines === 0 ? "" : `\x1b[${lines}A`);
const CLEAR_BELOW = "\r\x1b[J";

async function ask(question: string, isSecret = false): Promise<string> {
  process.stderr.write(question);
  // What is typed is echoed by readline, into nothing when it is secret.
  const output = isSecret ? new Writable({ write: (_, __, done) => done() }) : process.stderr;
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return (await lines.question("")).trim();
  } finally {
    lines.close();
    if (isSecret) process.stderr.write("\n");
  }
}

/** The terminal of this process. */
export function processTerminal(): Terminal {
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  let drawn = 0;
  const isLive = process.stdout.isTTY === true && process.env.TERM !== "dumb";
  return {
    out(line) {
      drawn = 0;
      process.stdout.write(`${line}\n`);
    },
    err: (line) => void process.stderr.write(`${line}\n`),
    redraw(lines) {
      process.stdout.write(`${UP(drawn)}${CLEAR_BELOW}${lines}\n`);
      drawn = lines.split("\n").length;
    },
    isLive,
    isInteractive: process.stdin.isTTY === true && process.stderr.isTTY === true,
    env: process.env,
    readAll: () => text(process.stdin),
    ask,
    interrupted: interrupt.signal,
  };
}
