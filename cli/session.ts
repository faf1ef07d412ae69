import type { Command } from "commander";
import { colored, printable } from "#cli/drawing.ts";
import { type Connection, connectionOf } from "#cli/settings.ts";
import type { Terminal } from "#cli/terminal.ts";
import { createHeddleClient, type HeddleClient } from "#client/heddle-client.ts";

/** What every command works with. */
export interface Session {
  terminal: Terminal;
  connection: Connection;
  heddle: HeddleClient;
  isJson: boolean;
  /** Tells the outcome: one JSON document with `--json`, else the text for people. */
  print(value: unknown, text: string): void;
  /** How the command ends when nothing is thrown; 0 unless it is set. */
  end(exitCode: number): void;
}

interface Options {
  json?: boolean;
  url?: string;
}

/** How commands are bound to a terminal: the options that stand anywhere on the line are read first. */
export function actIn(terminal: Terminal, end: (exitCode: number) => void) {
  return <Given extends unknown[]>(work: (session: Session, ...given: Given) => Promise<void> | void) =>
    async (...all: unknown[]): Promise<void> => {
      const command = all.at(-1) as Command;
      const { json: isJson = false, url } = command.optsWithGlobals<Options>();
      const connection = connectionOf(terminal.env, url);
      const { url: address, apiKey } = connection;
      const heddle = createHeddleClient({ url: address, ...(apiKey !== undefined && { apiKey }) });
      const textFor = (text: string) => (terminal.hasColor ? colored(printable(text)) : printable(text));
      const print = (value: unknown, text: string) =>
        terminal.out(isJson ? JSON.stringify(value, null, 2) : textFor(text));
      // What the parser hands over: the arguments, the options, and the command itself.
      await work({ terminal, connection, heddle, isJson, print, end }, ...(all.slice(0, -1) as Given));
    };
}

export type Act = ReturnType<typeof actIn>;
