import type { Command } from "commander";
import { diffText, problemLines, readDefinitionFile } from "#cli/definition-file.ts";
import { EXIT, UsageError } from "#cli/exit-codes.ts";
import type { Act, Session } from "#cli/session.ts";
import { type HeddleClient, HeddleError } from "#client/heddle-client.ts";
import type { Definition } from "#core/definition.ts";
import type { WorkflowView } from "#core/views.ts";

/** The workflow that a definition is of; null for one that is not there yet. */
async function storedOf(heddle: HeddleClient, name: string): Promise<WorkflowView | null> {
  try {
    return await heddle.workflows.get.query({ name });
  } catch (error) {
    if (error instanceof HeddleError && error.code === "not_found") return null;
    throw error;
  }
}

/** Whether the person wants what was shown; without a person it has to be said beforehand. */
async function agrees({ terminal }: Session, question: string, isSure: boolean): Promise<boolean> {
  if (isSure) return true;
  if (!terminal.isInteractive) throw new UsageError("Nothing was pushed: nobody can be asked here; say --yes");
  return /^y(es)?$/i.test(await terminal.ask(`${question} [y/N] `));
}

/** Stores a definition as the draft, unless somebody has changed that since it was shown. */
async function store(heddle: HeddleClient, stored: WorkflowView | null, definition: Definition): Promise<void> {
  const { name } = definition;
  if (stored) await heddle.workflows.saveDraft.mutate({ name, revision: stored.revision, definition });
  else await heddle.workflows.import.mutate({ text: JSON.stringify(definition), format: "json" });
}

/** `heddle workflows diff` and `push`. */
export function addPush(workflows: Command, act: Act): void {
  workflows
    .command("diff")
    .description("what a file would change of the draft; ends with 1 when it would")
    .argument("<file>")
    .action(
      act(async ({ heddle, print, end }, file: string) => {
        const definition = readDefinitionFile(file);
        const stored = await storedOf(heddle, definition.name);
        const diff = diffText(stored?.draft ?? null, definition);
        print(
          { name: definition.name, isNew: stored === null, diff },
          diff || `${file} is the draft of ${definition.name}.`,
        );
        if (diff) end(EXIT.bad);
      }),
    );
  workflows
    .command("push")
    .description("make a file the draft, once its changes were shown and agreed to")
    .argument("<file>")
    .option("-y, --yes", "do not ask")
    .option("--publish", "and publish it")
    .action(
      act(async (session, file: string, { yes = false, publish = false }: { yes?: boolean; publish?: boolean }) => {
        const { heddle, terminal, print, end } = session;
        const definition = readDefinitionFile(file);
        const { name } = definition;
        const before = await storedOf(heddle, name);
        const diff = diffText(before?.draft ?? null, definition);
        if (diff) {
          terminal.err(diff);
          if (!(await agrees(session, `${before ? "Change" : "Create"} ${name}?`, yes)))
            return print({ name, pushed: false, version: null, problems: [] }, "Nothing was pushed.");
          await store(heddle, before, definition);
        }
        const { revision, problems } = await heddle.workflows.get.query({ name });
        const pushed = diff ? `${name} is pushed.` : `${name} is the same already.`;
        if (problems.length > 0) {
          print(
            { name, pushed: diff !== "", version: null, problems },
            `${pushed} It cannot be published:\n${problemLines(problems)}`,
          );
          return end(EXIT.bad);
        }
        const version = publish ? (await heddle.workflows.publish.mutate({ name, revision })).version : null;
        const published = version === null ? "" : ` It is published as v${version}.`;
        print({ name, pushed: diff !== "", version, problems }, `${pushed}${published}`);
      }),
    );
}
