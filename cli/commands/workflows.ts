import { writeFileSync } from "node:fs";
import type { Command } from "commander";
import { addPush } from "#cli/commands/push.ts";
import { type Format, formatOf, problemLines, readDefinitionFile } from "#cli/definition-file.ts";
import { EXIT } from "#cli/exit-codes.ts";
import { readId } from "#cli/read-input.ts";
import type { Act } from "#cli/session.ts";
import { table } from "#cli/table.ts";

const HEADING = ["WORKFLOW", "TITLE", "VERSION", "CHANGES", "STAGES"];

/** `heddle workflows`: definitions as files, for git. */
export function addWorkflows(program: Command, act: Act): void {
  const workflows = program.command("workflows").description("definitions as files: fetch, compare, push, publish");
  workflows
    .command("ls")
    .option("--search <text>")
    .option("--limit <count>", "how many at most", readId, 50)
    .option("--cursor <cursor>", "`next` of the page before")
    .action(
      act(async ({ heddle, print }, options: { search?: string; limit: number; cursor?: string }) => {
        const page = await heddle.workflows.list.query(options);
        const rows = page.rows.map(({ name, title, publishedVersion, hasUnpublishedChanges, stageCount }) => [
          name,
          title,
          publishedVersion === null ? "" : `v${publishedVersion}`,
          hasUnpublishedChanges ? "unpublished" : "",
          String(stageCount),
        ]);
        print(page, table(HEADING, rows, "There are no such workflows."));
      }),
    );
  workflows
    .command("show")
    .argument("<name>")
    .action(
      act(async ({ heddle, print }, name: string) => {
        const workflow = await heddle.workflows.get.query({ name });
        const { title, revision, publishedVersion, hasUnpublishedChanges, problems, draft } = workflow;
        const lines = [
          `${name}  ${title}`.trimEnd(),
          `  published  ${publishedVersion === null ? "never" : `v${publishedVersion}`}`,
          `  draft      revision ${revision}${hasUnpublishedChanges ? ", with unpublished changes" : ""}`,
          `  stages     ${draft.stages.map(({ id }) => id).join(", ")}`,
          ...(problems.length > 0 ? ["  problems", problemLines(problems)] : []),
        ];
        print(workflow, lines.join("\n"));
      }),
    );
  workflows
    .command("pull")
    .description("write the draft, or a version, into a file")
    .argument("<name>")
    .argument("[file]", "its ending says the format; without it the text is written here as YAML")
    .option("--version <number>", "a published version", readId)
    .action(
      act(
        async (
          { heddle, terminal, print, isJson },
          name: string,
          file: string | undefined,
          { version }: { version?: number },
        ) => {
          const format: Format = file === undefined ? (isJson ? "json" : "yaml") : formatOf(file);
          const wanted = { name, format, ...(version !== undefined && { version }) };
          const { text } = await heddle.workflows.export.query(wanted);
          if (file === undefined) return terminal.out(text.trimEnd());
          writeFileSync(file, text);
          print({ name, file }, `${name} is in ${file}.`);
        },
      ),
    );
  workflows
    .command("validate")
    .description("tell what keeps a file from being published")
    .argument("<file>")
    .action(
      act(async ({ heddle, print, end }, file: string) => {
        const definition = readDefinitionFile(file);
        const { problems } = await heddle.workflows.check.mutate({ definition });
        const text =
          problems.length === 0 ? `${file} can be published.` : `${file} has problems:\n${problemLines(problems)}`;
        print({ file, problems }, text);
        if (problems.length > 0) end(EXIT.bad);
      }),
    );
  addPush(workflows, act);
  workflows
    .command("publish")
    .description("make the draft a version that never changes")
    .argument("<name>")
    .action(
      act(async ({ heddle, print }, name: string) => {
        const { revision } = await heddle.workflows.get.query({ name });
        const { version } = await heddle.workflows.publish.mutate({ name, revision });
        print({ name, version }, `${name} is published as v${version}.`);
      }),
    );
}
