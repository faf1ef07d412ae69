import { processTerminal } from "#cli/process-terminal.ts";
import { runCommandLine } from "#cli/run-command-line.ts";

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal());
