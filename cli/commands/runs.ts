import { type Command, Option } from "commander";
import { UsageError } from "#cli/exit-codes.ts";
import { readId, readInput, several } from "#cli/read-input.ts";
import type { Act } from "#cli/session.ts";
import { exitCodeOf, runJson, treeOf } from "#cli/show-run.ts";
import { table } from "#cli/table.ts";
import { watchRun } from "#cli/watch-run.ts";
import { durationText, spanText, statusWords } from "#core/run-text.ts";
import { RUN_STATUSES, type RunStatus } from "#core/statuses.ts";

interface ListOptions {
  workflow?: string;
  status?: RunStatus;
  item?: string;
  limit: number;
  cursor?: string;
}

interface UpdateOptions {
  type?: string;
  stage: string[];
  input: string[];
  version?: number;
  note: string;
  force?: boolean;
  preview?: boolean;
}

const HEADING = ["RUN", "WORKFLOW", "ITEM", "STATUS", "STARTED", "TOOK", "STAGES"];

/** `heddle runs`: what became of runs, and what is changed about them by hand. */
export function addRuns(program: Command, act: Act): void {
  const runs = program.command("runs").description("list, show and change runs");
  runs
    .command("ls")
    .description("the newest runs")
    .option("--workflow <name>")
    .addOption(new Option("--status <status>").choices(RUN_STATUSES))
    .option("--item <id>")
    .option("--limit <count>", "how many at most", readId, 20)
    .option("--cursor <cursor>", "`next` of the page before")
    .action(
      act(async ({ heddle, print }, options: ListOptions) => {
        const page = await heddle.runs.list.query(options);
        const rows = page.rows.map((run) => [
          String(run.id),
          run.workflowName,
          run.itemId ?? "",
          statusWords(run.status),
          run.createdAt,
          spanText(run.createdAt, run.finishedAt),
          `${run.settledCount} of ${run.taskCount}`,
        ]);
        print(page, table(HEADING, rows, "There are no such runs."));
      }),
    );
  runs
    .command("show")
    .description("one run with its stages")
    .argument("<run>", "its number", readId)
    .option("-w, --watch", "follow it to its end")
    .action(
      act(async (session, runId: number, { watch }: { watch?: boolean }) => {
        if (watch) return watchRun(session, runId);
        const run = await session.heddle.runs.get.query({ runId });
        session.print(runJson(run), await treeOf(session.heddle, run));
        session.end(exitCodeOf(run.status));
      }),
    );
  runs
    .command("cancel")
    .argument("<run>", "its number", readId)
    .action(
      act(async ({ heddle, print }, runId: number) => {
        print({ runId, ...(await heddle.runs.cancel.mutate({ runId })) }, `Run ${runId} is canceled.`);
      }),
    );
  runs
    .command("retry")
    .description("do what failed over, and what depends on it")
    .argument("<run>", "its number", readId)
    .action(
      act(async ({ heddle, print }, runId: number) => {
        const { epoch } = await heddle.runs.get.query({ runId });
        const { status, changed } = await heddle.runs.retry.mutate({ runId, epoch });
        print({ runId, status, changed }, `Run ${runId} is ${statusWords(status)} again.`);
      }),
    );
  addUpdate(runs, act);
  runs
    .command("compare")
    .description("what differs between two runs of a workflow")
    .argument("<run>", "the first", readId)
    .argument("<other>", "the second", readId)
    .action(
      act(async ({ heddle, print }, runId: number, otherRunId: number) => {
        const { first, second, ...comparison } = await heddle.runs.compare.query({ runId, otherRunId });
        const { definition: _, ...left } = first;
        const { definition: __, ...right } = second;
        const differing = comparison.stages.filter(({ differs }) => differs.length > 0);
        const rows = differing.map(({ stageId, differs }) => [stageId, differs.map(statusWords).join(", ")]);
        const input = comparison.hasOtherInput ? "The runs had different input.\n" : "";
        const text = `${input}${table(["STAGE", "DIFFERS IN"], rows, "No stage differs.")}`;
        print({ first: left, second: right, ...comparison }, text);
      }),
    );
}

function addUpdate(runs: Command, act: Act): void {
  runs
    .command("update")
    .description("start a run that does anew only what a change touches")
    .argument("<run>", "the base run", readId)
    .option("--type <type>", "a type of change that the workflow knows, or full_rebuild")
    .option("--stage <stage>", "a stage to do anew; may be repeated", several, [])
    .option("-i, --input <input>", "another input, as for `heddle run`", several, [])
    .option("--version <number>", "another version of the workflow", readId)
    .option("--note <text>", "what should be different", "")
    .option("--force", "also when there is an update run already")
    .option("--preview", "only tell what would be done anew")
    .action(
      act(async ({ heddle, print }, runId: number, options: UpdateOptions) => {
        const { type, stage: stages, version, note, force = false } = options;
        const input = readInput(options.input);
        if (type === undefined && stages.length === 0 && input === undefined && version === undefined)
          throw new UsageError("Say what should be different: --type, --stage, --input or --version");
        const update = {
          runId,
          stages,
          note,
          ...(type !== undefined && { type }),
          ...(input !== undefined && { input }),
          ...(version !== undefined && { version }),
        };
        if (!options.preview) {
          const started = await heddle.runs.update.mutate({ ...update, force });
          return print(started, `Run ${started.runId} has started, based on run ${runId}.`);
        }
        const { definition: _, ...preview } = await heddle.runs.previewUpdate.query(update);
        const rows = preview.stages.map(({ stageId, fate, usualMs }) => [
          stageId,
          fate === "reused" ? "reused" : "anew",
          usualMs === null ? "" : durationText(usualMs),
        ]);
        print(preview, table(["STAGE", "IS", "USUALLY TAKES"], rows, "There are no stages."));
      }),
    );
}
