import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { text as textOf } from "node:stream/consumers";
import { colored, fitted, printable } from "#cli/drawing.ts";
import type { Terminal } from "#cli/terminal.ts";

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
  const { stdout, stderr, stdin, env } = process;
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort());
  const isLive = stdout.isTTY === true && env.TERM !== "dumb";
  const hasColor = isLive && !env.NO_COLOR;
  let drawn = 0;
  const erase = () => {
    if (drawn > 0) stdout.write(`\x1b[${drawn}A\r\x1b[J`);
    drawn = 0;
  };
  return {
    out(text) {
      erase();
      stdout.write(`${text}\n`);
    },
    err(text) {
      erase();
      stderr.write(`${printable(text)}\n`);
    },
    redraw(text) {
      const lines = fitted(printable(text), stdout.columns, stdout.rows);
      erase();
      stdout.write(`${hasColor ? colored(lines) : lines}\n`);
      drawn = lines.split("\n").length;
    },
    isLive,
    hasColor,
    isInteractive: stdin.isTTY === true && stderr.isTTY === true,
    env,
    readAll: () => textOf(stdin),
    ask,
    interrupted: interrupt.signal,
  };
}
