import { Command } from "commander";
import { addBackup } from "#cli/commands/backup.ts";
import { addBatch } from "#cli/commands/batch.ts";
import { addCompletion } from "#cli/commands/completion.ts";
import { addDoctor } from "#cli/commands/doctor.ts";
import { addKeys } from "#cli/commands/keys.ts";
import { addLogin } from "#cli/commands/login.ts";
import { addReview } from "#cli/commands/review.ts";
import { addRun } from "#cli/commands/run.ts";
import { addRuns } from "#cli/commands/runs.ts";
import { addSecrets } from "#cli/commands/secrets.ts";
import { addWorker } from "#cli/commands/worker.ts";
import { addWorkflows } from "#cli/commands/workflows.ts";
import { actIn } from "#cli/session.ts";
import type { Terminal } from "#cli/terminal.ts";

/** All commands, bound to a terminal. `end` is told how the command ends, where that is not 0. */
export function makeProgram(terminal: Terminal, end: (exitCode: number) => void): Command {
  const program = new Command("heddle")
    .description("Workflows of Heddle from the command line")
    .option("--json", "write one JSON document")
    .option("--url <url>", "where Heddle is (HEDDLE_URL)")
    .helpCommand("help [command]", "show what a command takes")
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text.trimEnd()),
    })
    .showHelpAfterError("See `heddle help`.")
    .exitOverride();
  const act = actIn(terminal, end);
  addLogin(program, act);
  addRun(program, act);
  addRuns(program, act);
  addReview(program, act);
  addWorkflows(program, act);
  addBatch(program, act);
  addKeys(program, act);
  addSecrets(program, act);
  addWorker(program, act);
  addBackup(program, act);
  addDoctor(program, act);
  addCompletion(program, act);
  return program;
}
