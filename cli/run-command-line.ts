import { CommanderError } from "commander";
import { EXIT, toldError } from "#cli/exit-codes.ts";
import { makeProgram } from "#cli/program.ts";
import type { Terminal } from "#cli/terminal.ts";

/** Does what a command line says. Answers with how the process ends; throws only what nobody has foreseen. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  let exitCode: number = EXIT.done;
  const program = makeProgram(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // The parser has told it already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    if (terminal.interrupted.aborted) return EXIT.interrupted;
    const told = toldError(error);
    if (!told) throw error;
    const { exitCode: code, ...shown } = told;
    terminal.err(args.includes("--json") ? JSON.stringify({ error: shown }) : `heddle: ${told.message}`);
    return code;
  }
}
