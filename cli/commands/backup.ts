import { spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import type { Command } from "commander";
import type { Act, Session } from "#cli/session.ts";

const BOOTSTRAP = `${import.meta.dirname}/../../scripts/bootstrap.mjs`;

/** Runs a script beside the server, which reaches the database and the artifacts itself. */
async function runBeside({ terminal, isJson, end }: Session, args: readonly string[]): Promise<void> {
  const script = spawn(process.execPath, [BOOTSTRAP, ...args, ...(isJson ? ["--json"] : [])], {
    stdio: "inherit",
    env: terminal.env as NodeJS.ProcessEnv,
  });
  terminal.interrupted.addEventListener("abort", () => script.kill("SIGINT"), { once: true });
  const [code] = await once(script, "exit");
  end(code ?? 1);
}

/** `heddle backup` and `heddle restore`. */
export function addBackup(program: Command, act: Act): void {
  program
    .command("backup")
    .description("write all that Heddle keeps into a file, while it runs; DATABASE_URL and HEDDLE_HOME say where it is")
    .argument("[file-or-folder]", "in a folder, the file is named by the time", ".")
    .action(act((session, target: string) => runBeside(session, ["backup", resolve(target)])));
  program
    .command("restore")
    .description("put a backup into an empty database and HEDDLE_HOME")
    .argument("<file>")
    .option("--force", "drop what is in the database")
    .option("--other-secret", "restore although what is sealed cannot be opened by this HEDDLE_SECRET")
    .action(
      act((session, file: string, options: { force?: boolean; otherSecret?: boolean }) => {
        const flags = [...(options.force ? ["--force"] : []), ...(options.otherSecret ? ["--other-secret"] : [])];
        return runBeside(session, ["restore", resolve(file), ...flags]);
      }),
    );
}
