import type { Command } from "commander";
import { UsageError } from "#cli/exit-codes.ts";
import { readId, readText } from "#cli/read-input.ts";
import type { Act } from "#cli/session.ts";

interface Options {
  workflow: string;
  version?: number;
  title: string;
  idempotencyKey?: string;
}

/** One value of JSON a line; empty lines count for nothing. */
function readLines(file: string): unknown[] {
  const items: unknown[] = [];
  for (const [index, line] of readText(file).split("\n").entries()) {
    if (line.trim() === "") continue;
    try {
      items.push(JSON.parse(line));
    } catch (error) {
      throw new UsageError(
        `${file}, line ${index + 1} is not valid JSON: ${error instanceof Error ? error.message : error}`,
      );
    }
  }
  if (items.length === 0) throw new UsageError(`${file} holds no items: write one of JSON a line`);
  return items;
}

/** `heddle batch`. */
export function addBatch(program: Command, act: Act): void {
  const batch = program.command("batch").description("runs that are submitted together");
  batch
    .command("submit")
    .description("start one run for each line of a file, all or none")
    .argument("<file>", "the input of a run a line, as JSON")
    .requiredOption("--workflow <name>")
    .option("--version <number>", "another version than the latest", readId)
    .option("--title <text>", "how people call it", "")
    .option("--idempotency-key <key>", "the same key submits one batch only")
    .action(
      act(async ({ heddle, print }, file: string, { workflow, version, title, idempotencyKey }: Options) => {
        const items = readLines(file);
        const { batchId } = await heddle.batches.submit.mutate({
          workflow,
          items,
          title,
          ...(version !== undefined && { version }),
          ...(idempotencyKey !== undefined && { idempotencyKey }),
        });
        print({ batchId, items: items.length }, `Batch ${batchId} has started with ${items.length} runs.`);
      }),
    );
  batch
    .command("show")
    .argument("<batch>", "its number", readId)
    .action(
      act(async ({ heddle, print }, batchId: number) => {
        const shown = await heddle.batches.get.query({ batchId });
        const { title, workflowName, runCount, openCount, completedCount, failedCount, canceledCount } = shown;
        const counts = `${completedCount} completed, ${failedCount} failed, ${canceledCount} canceled, ${openCount} open`;
        print(shown, `Batch ${batchId} of ${workflowName}${title && `, ${title}`}: ${runCount} runs, ${counts}`);
      }),
    );
}
