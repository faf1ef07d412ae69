import type { Command } from "commander";
import { readId, readInput, several } from "#cli/read-input.ts";
import type { Act } from "#cli/session.ts";
import { watchRun } from "#cli/watch-run.ts";

interface Options {
  input: string[];
  version?: number;
  watch?: boolean;
  idempotencyKey?: string;
}

/** `heddle run`. */
export function addRun(program: Command, act: Act): void {
  program
    .command("run")
    .description("start a run of a published workflow")
    .argument("<workflow>")
    .option(
      "-i, --input <input>",
      "key=text, key=@file, key:=JSON, key:=@file, {JSON} or @file; may be repeated",
      several,
      [],
    )
    .option("--version <number>", "another version than the latest", readId)
    .option("--idempotency-key <key>", "the same key starts one run only")
    .option("-w, --watch", "follow it to its end")
    .action(
      act(async (session, workflow: string, options: Options) => {
        const { heddle, terminal, print } = session;
        const { version, idempotencyKey, watch } = options;
        const input = readInput(options.input);
        const started = await heddle.runs.start.mutate({
          workflow,
          input,
          ...(version !== undefined && { version }),
          ...(idempotencyKey !== undefined && { idempotencyKey }),
        });
        const { runId, deduped } = started;
        if (!watch)
          return print(
            started,
            deduped ? `Run ${runId} is there already for this input.` : `Run ${runId} has started.`,
          );
        terminal.err(`Run ${runId} of ${workflow}`);
        await watchRun(session, runId);
      }),
    );
}
