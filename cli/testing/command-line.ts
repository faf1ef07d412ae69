import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommandLine } from "#cli/run-command-line.ts";
import type { Terminal } from "#cli/terminal.ts";

/** What a command line came to. */
export interface Ended {
  exitCode: number;
  out: string;
  err: string;
  /** The trees that were drawn over each other. */
  drawn: string[];
  /** What `--json` wrote. */
  json(): unknown;
}

export interface Given {
  /** What a pipe hands in. */
  stdin?: string;
  /** What a person answers, in order; without it nobody can be asked. */
  answers?: string[];
  /** Told when something is drawn; without it nothing is, as nobody looks. */
  onDraw?(): void;
}

export interface CommandLine {
  /** A folder for files of the test. */
  folder: string;
  heddle(args: readonly string[], given?: Given): Promise<Ended>;
}

/** The command in a folder of its own, with this environment. Call `close` at the end. */
export function commandLine(env: Record<string, string>): CommandLine & { close(): void } {
  const folder = mkdtempSync(join(tmpdir(), "heddle-cli-"));
  return {
    folder,
    close: () => rmSync(folder, { recursive: true }),
    async heddle(args, { stdin = "", answers, onDraw } = {}) {
      const said = { out: [] as string[], err: [] as string[], drawn: [] as string[] };
      const left = [...(answers ?? [])];
      const terminal: Terminal = {
        out: (text) => void said.out.push(text),
        err: (text) => void said.err.push(text),
        redraw(text) {
          said.drawn.push(text);
          onDraw?.();
        },
        isLive: onDraw !== undefined,
        hasColor: false,
        isInteractive: answers !== undefined,
        env: { XDG_CONFIG_HOME: folder, ...env },
        readAll: async () => stdin,
        async ask(question) {
          said.err.push(question);
          return left.shift() ?? "";
        },
        interrupted: new AbortController().signal,
      };
      const exitCode = await runCommandLine(args, terminal);
      const out = said.out.join("\n");
      return { exitCode, out, err: said.err.join("\n"), drawn: said.drawn, json: () => JSON.parse(out) };
    },
  };
}
