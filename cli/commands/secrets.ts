import type { Command } from "commander";
import { UsageError } from "#cli/exit-codes.ts";
import type { Act } from "#cli/session.ts";
import { table } from "#cli/table.ts";

/** `heddle secrets`: values go in, and never come out again. */
export function addSecrets(program: Command, act: Act): void {
  const secrets = program.command("secrets").description("secrets of the workspace");
  secrets.command("ls").action(
    act(async ({ heddle, print }) => {
      const rows = await heddle.secrets.list.query();
      const lines = rows.map(({ name, changedBy, changedAt, services }) => [
        name,
        services.join(", "),
        changedBy,
        changedAt,
      ]);
      print(rows, table(["SECRET", "USED BY", "SET BY", "SET AT"], lines, "There are no secrets."));
    }),
  );
  secrets
    .command("set")
    .description("set a secret to what comes from a pipe, or is asked for")
    .argument("<name>")
    .action(
      act(async ({ heddle, terminal, print }, name: string) => {
        // A line that was echoed into the pipe ends with a break that nobody means.
        const value = terminal.isInteractive
          ? await terminal.ask(`Value of ${name}: `, true)
          : (await terminal.readAll()).replace(/\r?\n$/, "");
        if (!value) throw new UsageError(`No value was given; hand it in: heddle secrets set ${name} < file`);
        print(await heddle.secrets.set.mutate({ name, value }), `${name} is set.`);
      }),
    );
  secrets
    .command("delete")
    .argument("<name>")
    .action(
      act(async ({ heddle, print }, name: string) => {
        await heddle.secrets.delete.mutate({ name });
        print({ name }, `${name} is deleted.`);
      }),
    );
}
